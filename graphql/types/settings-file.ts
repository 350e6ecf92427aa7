import { z } from 'zod';
import { changeSettings } from '#db/queries/change-settings.ts';
import type { GivenValues, SettingsFile } from '#services/model/installation.ts';
import { badInput, builder } from '../builder.ts';
import { KEY_REUSED } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const SettingsFileObject = builder.objectRef<SettingsFile>('SettingsFile').implement({
  description: 'The settings file of the process that answers; other processes may have their own.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Its path, even if it does not exist yet.' }),
    version: t.exposeString('version', { description: 'The version of the text in use, to be given with changes.' }),
    isWritable: t.exposeBoolean('isWritable', {
      description: 'Whether `changeDetectorSettings` may write into it (`settingsFromConsole`).',
    }),
    mistakes: t.exposeStringList('mistakes', {
      description: 'The mistakes in the current file. While there are any, the previous settings stay in use.',
    }),
    needsRestart: t.exposeStringList('needsRestart', {
      description: 'Settings that have changed since the start and need a restart.',
    }),
  }),
});

builder.queryFields((t) => ({
  settingsFile: t.field({
    type: SettingsFileObject,
    authScopes: { $all: { role: 'viewer', everything: true } },
    description: 'The settings file. Changes to detectors and known principals apply within seconds.',
    resolve: (_root, _args, { installation }) => installation.settingsFile.now,
  }),
}));

/** The outcome of a change, as the API returns it. */
interface ChangeAnswer {
  readonly before?: GivenValues;
  readonly version?: string;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string;
}

const ChangedSettingsObject = builder.objectRef<ChangeAnswer>('ChangedSettings').implement({
  description: 'The result of changing settings.',
  fields: (t) => ({
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The previous values in the file: pass them in again to undo the change.',
      resolve: ({ before }) => before,
    }),
    version: t.exposeString('version', {
      nullable: true,
      description: 'The version now in use. Null: nothing was changed.',
    }),
    userErrors: t.field({ type: [UserErrorObject], resolve: ({ userErrors }) => userErrors }),
    clientMutationId: t.exposeString('clientMutationId'),
  }),
});

/** Values by name. The schema of the file checks whether the detector has such settings. */
const VALUES = z.record(
  z.string().max(100),
  z.union([z.number(), z.string().max(1000), z.boolean(), z.array(z.string().max(1000)).max(1000), z.null()]),
);

builder.mutationFields((t) => ({
  changeDetectorSettings: t.field({
    type: ChangedSettingsObject,
    description:
      'Writes settings of a detector to the settings file. They apply to all turns that begin afterwards: in this process at once, in others that read the same file within seconds.',
    authScopes: { role: 'engineer' },
    complexity: { field: 20 },
    args: {
      type: t.arg({ type: 'FindingType', required: true, description: 'The finding type of the detector.' }),
      scope: t.arg.string({
        description: 'The account or organizational unit it applies to. Null: the whole organization.',
      }),
      values: t.arg({
        type: 'JSON',
        required: true,
        description: 'Values by name. Null removes a value from the file, so that the more general one applies.',
      }),
      version: t.arg.string({
        required: true,
        description: 'The `settingsFile.version` that the change is based on.',
      }),
      clientMutationId: t.arg.string({
        required: true,
        description:
          'A key that you choose. Repeating the request with the same key within a day changes nothing more.',
      }),
    },
    async resolve(_root, { type, scope, values, version, clientMutationId }, context) {
      const { db, viewer, address, now } = context;
      const { settingsFile } = context.installation;
      const given = VALUES.safeParse(values);
      if (!given.success)
        throw badInput(`Values must be an object of numbers, texts and lists: ${z.prettifyError(given.error)}`);
      const refused = (error: UserError): ChangeAnswer => ({ userErrors: [error], clientMutationId });
      if (!settingsFile.now.isWritable)
        return refused(
          userError('FORBIDDEN', 'Settings can only be changed in the file, because settingsFromConsole is off.'),
        );
      const change = { type, scope: scope ?? undefined, values: given.data, version };
      const changed = await changeSettings(db, viewer.scope, change, {
        keyed: {
          key: clientMutationId,
          who: viewer.id,
          request: ['changeDetectorSettings', { ...change, scope: scope ?? null }],
        },
        actor: { who: viewer.id, from: address },
        now: now(),
        prepare: (wanted) => settingsFile.prepare(wanted),
      });
      switch (changed.state) {
        case 'changed': {
          await settingsFile.look();
          const { version: inForce, mistakes } = settingsFile.now;
          const troubles = mistakes.map((mistake) =>
            userError('INVALID', `The file was written, but is not in use yet: ${mistake}`),
          );
          return { before: changed.before, version: inForce, userErrors: troubles, clientMutationId };
        }
        case 'refused':
          return refused(userError('INVALID', changed.because));
        case 'forbidden':
          return refused(
            userError('FORBIDDEN', 'Settings apply to the whole organization, but you see only a part of it.'),
          );
        case 'other-request':
          return refused(KEY_REUSED);
      }
    },
  }),
}));
