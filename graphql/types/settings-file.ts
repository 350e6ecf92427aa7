import { z } from 'zod';
import { changeSettings } from '#db/queries/change-settings.ts';
import type { GivenValues, SettingsFile } from '#services/model/installation.ts';
import { badInput, builder } from '../builder.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const SettingsFileObject = builder.objectRef<SettingsFile>('SettingsFile').implement({
  description: 'The file that settings stand in, as the process that answers reads it: others may have their own.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it is, or would be.' }),
    version: t.exposeString('version', { description: 'Of the text that is in force: changes name it.' }),
    isWritable: t.exposeBoolean('isWritable', {
      description: 'Whether `changeDetectorSettings` may write into it (`settingsFromConsole`).',
    }),
    mistakes: t.exposeStringList('mistakes', {
      description: 'What is wrong with the file as it is now. While anything is, what held before stays in force.',
    }),
    needsRestart: t.exposeStringList('needsRestart', {
      description: 'What the file says otherwise than at the start, and what a restart alone takes up.',
    }),
  }),
});

builder.queryFields((t) => ({
  settingsFile: t.field({
    type: SettingsFileObject,
    authScopes: { $all: { role: 'viewer', everything: true } },
    description:
      'The settings file. What changes in it about detectors and known principals is taken up within seconds.',
    resolve: (_root, _args, { installation }) => installation.settingsFile.now,
  }),
}));

/** What a change came to, as it is told. */
interface ChangeAnswer {
  readonly before?: GivenValues;
  readonly version?: string;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string;
}

const ChangedSettingsObject = builder.objectRef<ChangeAnswer>('ChangedSettings').implement({
  description: 'What became of a change of settings.',
  fields: (t) => ({
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the file gave before by the same names: whoever gives this again undoes the change.',
      resolve: ({ before }) => before,
    }),
    version: t.exposeString('version', {
      nullable: true,
      description: 'Of the text that is in force now. Null: nothing was changed.',
    }),
    userErrors: t.field({ type: [UserErrorObject], resolve: ({ userErrors }) => userErrors }),
    clientMutationId: t.exposeString('clientMutationId'),
  }),
});

/** Values by name. Whether a detector has such settings, the file's own schema says. */
const VALUES = z.record(
  z.string().max(100),
  z.union([z.number(), z.string().max(1000), z.boolean(), z.array(z.string().max(1000)).max(1000), z.null()]),
);

builder.mutationFields((t) => ({
  changeDetectorSettings: t.field({
    type: ChangedSettingsObject,
    description:
      'Writes settings of a detector into the settings file. Turns that begin from now on go by them, in this process at once and in others that read the same file within seconds.',
    authScopes: { role: 'engineer' },
    complexity: { field: 20 },
    args: {
      type: t.arg({ type: 'FindingType', required: true, description: 'Whose settings they are: what it finds.' }),
      scope: t.arg.string({
        description: 'The account or organizational unit it is for. Null: the whole organization.',
      }),
      values: t.arg({
        type: 'JSON',
        required: true,
        description: 'Values by name. Null takes a value out of the file, so that what is more general holds.',
      }),
      version: t.arg.string({
        required: true,
        description: '`settingsFile.version`, as it was when this was decided.',
      }),
      clientMutationId: t.arg.string({
        required: true,
        description: 'A key of your own. Asked again with the same key within a day, nothing more is changed.',
      }),
    },
    async resolve(_root, { type, scope, values, version, clientMutationId }, context) {
      const { db, viewer, address, now } = context;
      const { settingsFile } = context.installation;
      const given = VALUES.safeParse(values);
      if (!given.success)
        throw badInput(`Values are an object of numbers, texts, lists: ${z.prettifyError(given.error)}`);
      const refused = (error: UserError): ChangeAnswer => ({ userErrors: [error], clientMutationId });
      if (!settingsFile.now.isWritable)
        return refused(userError('FORBIDDEN', 'Settings are changed in the file: settingsFromConsole is off.'));
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
            userError('INVALID', `The file was written, and is not in force yet: ${mistake}`),
          );
          return { before: changed.before, version: inForce, userErrors: troubles, clientMutationId };
        }
        case 'refused':
          return refused(userError('INVALID', changed.because));
        case 'forbidden':
          return refused(userError('FORBIDDEN', 'Settings are for the whole organization, and you see a part of it.'));
        case 'other-request':
          return refused(
            userError('KEY_REUSED', 'This clientMutationId was given for something else within the last day.'),
          );
      }
    },
  }),
}));
