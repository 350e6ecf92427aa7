import { allAccounts, unitsAbove } from '#db/queries/accounts.ts';
import { severitiesOf } from '#services/model/detector-severities.ts';
import type { AnyDetector, SettingException, SettingInForce } from '#services/model/detector.ts';
import { LIST_MEANINGS, type ListCategory } from '#services/model/intel.ts';
import { days, seconds } from '#services/model/time.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { builder } from '../builder.ts';
import { ListState, SeverityLabel, SourceName } from './enums.ts';

const DetectorSetting = builder.objectRef<SettingInForce>('DetectorSetting').implement({
  description: 'A setting of a detector, as it is in force.',
  fields: (t) => ({
    name: t.exposeString('name'),
    value: t.expose('value', { type: 'JSON' }),
    default: t.expose('default', { type: 'JSON' }),
    because: t.exposeString('because', { description: 'The reason for the default.' }),
    setFor: t.exposeString('setFor', {
      nullable: true,
      description: 'organization, or the id of the organizational unit or the account. Null: it is the default.',
    }),
  }),
});

const SettingExceptionObject = builder.objectRef<SettingException>('SettingException').implement({
  description: 'A value for an organizational unit or an account that overrides the more general one.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the setting.' }),
    setFor: t.exposeString('setFor', { description: 'The id of the organizational unit or the account.' }),
    value: t.expose('value', { type: 'JSON', description: 'The value there.' }),
  }),
});

const NeededList = builder.objectRef<ListCategory>('NeededList').implement({
  description: 'A category of lists of addresses and domains.',
  fields: (t) => ({
    category: t.string({ resolve: (category) => category }),
    meaning: t.string({ resolve: (category) => LIST_MEANINGS[category] }),
    state: t.field({
      type: ListState,
      description: 'Whether a list of the category is in use in this process.',
      resolve: (category, _args, { installation }) => installation.listState(category),
    }),
  }),
});

const SeverityWhen = builder
  .objectRef<{ severity: (typeof SeverityLabel)['$inferType']; when: string }>('SeverityWhen')
  .implement({
    fields: (t) => ({
      severity: t.expose('severity', { type: SeverityLabel }),
      when: t.exposeString('when'),
    }),
  });

const Reference = builder.objectRef<AnyDetector['references'][number]>('Reference').implement({
  fields: (t) => ({ title: t.exposeString('title'), url: t.exposeString('url') }),
});

const DetectorObject = builder.objectRef<AnyDetector>('Detector').implement({
  description: 'A question about log records. Its answers are findings of one type.',
  fields: (t) => ({
    type: t.expose('type', { type: 'FindingType' }),
    own: t.boolean({ description: "Not one of GuardDuty's types.", resolve: ({ own }) => own ?? false }),
    title: t.exposeString('title'),
    why: t.exposeString('why', { description: 'The attack behind the question, in a sentence.' }),
    asks: t.exposeString('asks', { description: 'The question in plain words.' }),
    severities: t.field({ type: [SeverityLabel], description: 'Highest first.', resolve: severitiesOf }),
    severityWhen: t.field({
      type: [SeverityWhen],
      description: 'What each severity means, if findings of the type differ. Highest first.',
      resolve: (detector) =>
        severitiesOf(detector).flatMap((severity) => {
          const when = typeof detector.severity === 'string' ? undefined : detector.severity.when[severity];
          return when === undefined ? [] : [{ severity, when }];
        }),
    }),
    attack: t.stringList({ description: 'MITRE ATT&CK techniques.', resolve: ({ attack }) => [...attack] }),
    needs: t.field({
      type: [NeededList],
      description: 'It cannot fire without a list of one of these categories.',
      resolve: ({ needs }) => needs ?? [],
    }),
    alertsPerWeek: t.float({
      description: 'Findings created in the last four weeks, per week, in the accounts that you can see.',
      resolve: async ({ type }, _args, { alertRates }) => (await alertRates()).get(type) ?? 0,
    }),
    source: t.field({ type: SourceName, resolve: ({ from }) => sourceNamed(from.source).name }),
    windowSeconds: t.float({
      description: 'The length of the time window it looks at.',
      resolve: ({ within = days(1) }) => within / seconds(1),
    }),
    settings: t.field({
      type: [DetectorSetting],
      args: {
        accountId: t.arg.string({ description: 'The settings for this account; the default is the organization.' }),
      },
      complexity: 20,
      async resolve(detector, { accountId }, { db, viewer, settingsOf }) {
        const units = accountId == null ? undefined : await unitsAbove(db, viewer.scope, accountId);
        return settingsOf(detector, units && (accountId ?? undefined), units ?? []);
      },
    }),
    exceptions: t.field({
      type: [SettingExceptionObject],
      description:
        'Overrides for units and accounts, if you can see these or an account below. Units come first; if an account is below several, the nearest applies.',
      complexity: 20,
      async resolve(detector, _args, { db, viewer, exceptionsOf }) {
        const exceptions = exceptionsOf(detector);
        if (viewer.scope.kind === 'everything' || exceptions.length === 0) return exceptions;
        const accounts = await allAccounts(db, viewer.scope);
        const seen = new Set(accounts.flatMap(({ id, organizationalUnits }) => [id, ...organizationalUnits]));
        return exceptions.filter(({ setFor }) => seen.has(setFor));
      },
    }),
    firesWhen: t.stringList({
      description: 'Examples in which it must fire: its tests.',
      resolve: ({ examples }) => Object.keys(examples.fires),
    }),
    quietWhen: t.stringList({
      description: 'Examples in which it must not fire.',
      resolve: ({ examples }) => Object.keys(examples.quiet),
    }),
    blindTo: t.stringList({ description: 'Its blind spots.', resolve: ({ blindTo }) => [...blindTo] }),
    falsePositives: t.stringList({
      description: 'Legitimate activity that looks the same.',
      resolve: ({ falsePositives }) => [...falsePositives],
    }),
    respond: t.stringList({ description: 'What to do, in order.', resolve: ({ respond }) => [...respond] }),
    references: t.field({ type: [Reference], resolve: ({ references }) => references }),
  }),
});

builder.queryFields((t) => ({
  detectors: t.field({
    type: [DetectorObject],
    description: 'By type.',
    complexity: { field: 1, multiplier: 200 },
    resolve: (_root, _args, { detectors }) => detectors.toSorted((a, b) => (a.type < b.type ? -1 : 1)),
  }),
  detector: t.field({
    type: DetectorObject,
    nullable: true,
    args: { type: t.arg({ type: 'FindingType', required: true }) },
    resolve: (_root, { type }, { detectors }) => detectors.find((detector) => detector.type === type),
  }),
}));
