import { allAccounts, unitsAbove } from '#db/queries/accounts.ts';
import { severitiesOf } from '#services/model/detector-severities.ts';
import type { AnyDetector, SettingException, SettingInForce } from '#services/model/detector.ts';
import { LIST_MEANINGS, type ListCategory } from '#services/model/intel.ts';
import { days, seconds } from '#services/model/time.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { builder } from '../builder.ts';
import { SeverityLabel, SourceName } from './enums.ts';

const DetectorSetting = builder.objectRef<SettingInForce>('DetectorSetting').implement({
  description: 'What the owner may tune of a detector, as it is in force.',
  fields: (t) => ({
    name: t.exposeString('name'),
    value: t.expose('value', { type: 'JSON' }),
    default: t.expose('default', { type: 'JSON' }),
    because: t.exposeString('because', { description: 'Why the default is what it is.' }),
    setFor: t.exposeString('setFor', {
      nullable: true,
      description: 'organization, or the id of the organizational unit or the account. Null: it is the default.',
    }),
  }),
});

const SettingExceptionObject = builder.objectRef<SettingException>('SettingException').implement({
  description: 'A value that an organizational unit or an account is given instead of what is more general.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the setting.' }),
    setFor: t.exposeString('setFor', { description: 'The id of the organizational unit or the account.' }),
    value: t.expose('value', { type: 'JSON', description: 'What holds there.' }),
  }),
});

const NeededList = builder.objectRef<ListCategory>('NeededList').implement({
  description: 'A category of lists: what is on one of them is known for this.',
  fields: (t) => ({
    category: t.string({ resolve: (category) => category }),
    meaning: t.string({ resolve: (category) => LIST_MEANINGS[category] }),
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
  description: 'A question that is asked of log records. Its answers are findings of one type.',
  fields: (t) => ({
    type: t.expose('type', { type: 'FindingType' }),
    own: t.boolean({ description: "Not one of GuardDuty's types.", resolve: ({ own }) => own ?? false }),
    title: t.exposeString('title'),
    why: t.exposeString('why', { description: 'Why anybody asks: the attack, in a sentence.' }),
    asks: t.exposeString('asks', { description: 'The question itself, as one would ask a colleague.' }),
    severities: t.field({ type: [SeverityLabel], description: 'The worst first.', resolve: severitiesOf }),
    severityWhen: t.field({
      type: [SeverityWhen],
      description: 'What each severity means, where findings of the type differ. The worst first.',
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
    source: t.field({ type: SourceName, resolve: ({ from }) => sourceNamed(from.source).name }),
    windowSeconds: t.float({
      description: 'How much time it looks at in one piece.',
      resolve: ({ within = days(1) }) => within / seconds(1),
    }),
    settings: t.field({
      type: [DetectorSetting],
      args: {
        accountId: t.arg.string({ description: 'As they are for this account; for the organization when absent.' }),
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
        'What is set for units and accounts, as far as you see these or an account below. Units first; of several that an account is below, the nearest counts.',
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
      description: 'Stories in which it must fire: its tests.',
      resolve: ({ examples }) => Object.keys(examples.fires),
    }),
    quietWhen: t.stringList({
      description: 'Stories in which it must not.',
      resolve: ({ examples }) => Object.keys(examples.quiet),
    }),
    blindTo: t.stringList({ description: 'What it cannot see.', resolve: ({ blindTo }) => [...blindTo] }),
    falsePositives: t.stringList({
      description: 'What is rightly done and looks the same.',
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
