import { keptRules } from '#db/queries/rules.ts';
import { isTrustedList } from '#services/cases/rules/trust.ts';
import type { ShownList, ShownLists, ShownSetting, Trial } from '#services/model/installation.ts';
import { badInput, builder } from '../builder.ts';
import { SeverityLabel } from './enums.ts';
import { KeptRuleObject } from './rule.ts';

/**
 * Required scope: the whole organization. The fields tell what the installation watches and where it sends findings.
 */
const SEES_EVERYTHING = { $all: { role: 'viewer', everything: true } } as const;

const SettingObject = builder.objectRef<ShownSetting>('Setting').implement({
  description: 'A setting as it is in force.',
  authScopes: SEES_EVERYTHING,
  fields: (t) => ({
    setting: t.exposeString('setting', { description: 'Its name; for lists, sinks and detectors, including theirs.' }),
    value: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Secrets are not shown.',
      resolve: ({ value }) => value,
    }),
    from: t.exposeString('from', { description: 'An environment variable, a file, or default.' }),
    because: t.exposeString('because', { description: 'The reason for the default.' }),
    achieved: t.exposeFloat('achieved', {
      nullable: true,
      description:
        'Of `alertsPerAccountWeek`: alerts per account and week that learned behaviour gave. Null: not measured.',
    }),
  }),
});

const ListObject = builder.objectRef<ShownList>('KnownList').implement({
  description: 'A list of addresses or domains that is in use, or will be once it is downloaded.',
  authScopes: SEES_EVERYTHING,
  fields: (t) => ({
    name: t.exposeString('name'),
    of: t.exposeString('of', { description: 'Its category, or other content.' }),
    entries: t.exposeInt('entries', { nullable: true, description: 'Null: it is not there.' }),
    asOf: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its content was last confirmed. Null: never downloaded.',
      resolve: ({ asOf }) => (asOf === null ? null : new Date(asOf)),
    }),
    remarks: t.exposeStringList('remarks', {
      description: 'The accounts it applies to, when it expires, and why it was last rejected.',
    }),
  }),
});

const ListsObject = builder.objectRef<ShownLists>('Lists').implement({
  authScopes: SEES_EVERYTHING,
  fields: (t) => ({
    lists: t.field({ type: [ListObject], resolve: ({ lists }) => lists }),
    trusted: t.field({
      type: [KeptRuleObject],
      complexity: { field: 20, multiplier: 20 },
      description:
        'Rules that act as trusted lists: they hide findings whose remote addresses are all in certain ranges. Each has an owner and an end, and counts the findings it hides. Created with `createRule`, by `remoteAddress` and `WITHIN`.',
      resolve: async (_lists, _args, { db, viewer, now }) =>
        (await keptRules(db, viewer.scope, now())).filter(isTrustedList),
    }),
    missing: t.exposeStringList('missing', {
      description: 'What cannot be detected because lists are missing, one sentence each.',
    }),
  }),
});

const FoundObject = builder.objectRef<Trial['found'][number]>('TrialFinding').implement({
  fields: (t) => ({
    severity: t.expose('severity', { type: SeverityLabel }),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    resourceId: t.exposeString('resourceId'),
    count: t.exposeInt('count'),
  }),
});

const TrialObject = builder.objectRef<Trial>('Trial').implement({
  description: "The result of running one of a detector's examples. Nothing is stored.",
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The log records, as AWS writes them.' }),
    isWhole: t.exposeBoolean('isWhole', { description: 'Only the beginning of a long example is shown.' }),
    found: t.field({ type: [FoundObject], description: 'Empty: it stays quiet.', resolve: ({ found }) => found }),
  }),
});

/** Complexity: a story occupies the engine for some milliseconds, in which no other request is answered. */
const TRIAL_COST = 3000;

builder.queryFields((t) => ({
  settings: t.field({
    type: [SettingObject],
    description: 'All settings of the program, its lists and sinks, and configured detector settings.',
    authScopes: SEES_EVERYTHING,
    complexity: { field: 1, multiplier: 100 },
    resolve: (_root, _args, { installation }) => installation.settings(),
  }),
  lists: t.field({
    type: ListsObject,
    description: 'Threat lists, trusted lists and feeds.',
    authScopes: SEES_EVERYTHING,
    complexity: 100,
    resolve: (_root, _args, { installation }) => installation.lists(),
  }),
  trial: t.field({
    type: TrialObject,
    description: "Runs one of a detector's examples (`firesWhen`, `quietWhen`), optionally with other settings.",
    complexity: TRIAL_COST,
    args: {
      type: t.arg({ type: 'FindingType', required: true }),
      story: t.arg.string({ required: true }),
      settings: t.arg({ type: 'JSON', description: 'Values by name, instead of the defaults.' }),
    },
    async resolve(_root, { type, story, settings }, { detectors, installation }) {
      const detector = detectors.find((each) => each.type === type);
      if (detector === undefined) throw badInput(`There is no detector for ${type}.`);
      if (settings != null && (typeof settings !== 'object' || Array.isArray(settings)))
        throw badInput('Settings are an object: values by name.');
      const trial = await installation.trial(detector, story, { ...settings });
      if (typeof trial === 'string') throw badInput(trial);
      return trial;
    },
  }),
}));
