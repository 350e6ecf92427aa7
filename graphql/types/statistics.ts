import { countFindings } from '#db/queries/statistics.ts';
import {
  findingCounts,
  findingsOverTime,
  readingCounts,
  type FacetCount,
  type FindingCount,
  type FindingCountOfTime,
  type ReadingCount,
} from '#db/queries/statistics.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { SEVERITY_LABELS, type SeverityLabel as SeverityName } from '#services/model/severity.ts';
import { isSource } from '#services/sources/source-named.ts';
import { badInput, builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { SCANS } from '../scans.ts';
import {
  FindingFacetName,
  FindingMomentName,
  FindingSeverityName,
  SeverityLabel,
  SourceName,
  TimeStep,
} from './enums.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';

const Count = builder.objectRef<FindingCount>('FindingCount').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    count: t.exposeInt('count'),
    lastSeen: t.expose('lastSeen', { type: 'DateTime' }),
  }),
});

const Facet = builder.objectRef<FacetCount>('FindingFacetCount').implement({
  description: 'Findings of one value of a field.',
  fields: (t) => ({
    key: t.exposeString('key', {
      nullable: true,
      description: 'The value in the form of a filter; for a severity, its name. Null: they have none.',
    }),
    count: t.exposeInt('count', { description: 'How many there are.' }),
    lastSeen: t.expose('lastSeen', { type: 'DateTime', description: 'When any of them was last seen.' }),
  }),
});

const CountOfSeverity = builder.objectRef<FindingCount>('FindingCountOfSeverity').implement({
  fields: (t) => ({
    severity: t.field({ type: SeverityLabel, resolve: ({ key }) => labelOf(key) }),
    count: t.exposeInt('count'),
    lastSeen: t.expose('lastSeen', { type: 'DateTime' }),
  }),
});

const CountOfTime = builder.objectRef<FindingCountOfTime>('FindingCountOfTime').implement({
  description: 'Findings of one severity that were last seen in one step of time.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'When the step begins, in UTC.' }),
    severity: t.field({ type: SeverityLabel, resolve: ({ severity }) => labelOf(severity) }),
    count: t.exposeInt('count'),
  }),
});

function labelOf(key: string): SeverityName {
  return SEVERITY_LABELS.find((label) => label === key) ?? 'Low';
}

const Reading = builder.objectRef<ReadingCount>('ReadingCount').implement({
  description: 'What was read of one kind of log in one account and Region.',
  fields: (t) => ({
    source: t.field({
      type: SourceName,
      nullable: true,
      description: 'Null: it is unknown, or is no longer read.',
      resolve: ({ source }) => (source !== null && isSource(source) ? source : null),
    }),
    accountId: t.exposeString('accountId', { nullable: true }),
    region: t.exposeString('region', { nullable: true }),
    objects: t.exposeInt('objects'),
    pending: t.exposeInt('pending'),
    failed: t.exposeInt('failed', { description: 'Objects that could not be read at all.' }),
    records: t.exposeFloat('records'),
    unreadable: t.exposeFloat('unreadable', { description: 'Records that could not be read.' }),
    trustedSkipped: t.exposeFloat('trustedSkipped', {
      description: 'Records that were skipped because their remote address is on a trusted list.',
    }),
    groupOverflow: t.exposeFloat('groupOverflow', {
      description:
        'Records that a detector skipped because it had too many subjects in one window, or the record has no identifiable one; counted once per detector.',
    }),
    deduplicationOverflow: t.exposeFloat('deduplicationOverflow', {
      description:
        'Records that a detector counted without checking for duplicates, because their subject had too many; counted once per detector.',
    }),
    newest: t.expose('newest', { type: 'DateTime', nullable: true, description: 'Time of the newest record.' }),
  }),
});

const FACET = 20;
const FACET_MAX = 200;

const Statistics = builder.objectRef<FindingFilter>('Statistics').implement({
  description: 'Statistics of findings. Each field costs more than a page of findings; at most twelve per request.',
  fields: (t) => ({
    findings: t.int({
      description: 'How many there are.',
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) => scans.run(() => countFindings(db, viewer.scope, filter)),
    }),
    facet: t.field({
      type: [Facet],
      description: `The number of findings for each value of a field, most frequent first: ${FACET} values by default, at most ${FACET_MAX}.`,
      extensions: SCANS,
      args: {
        by: t.arg({ type: FindingFacetName, required: true, description: 'The field.' }),
        first: t.arg.int({ required: true, defaultValue: FACET, description: 'The number of values.' }),
      },
      resolve(filter, { by, first }, { db, viewer, scans }) {
        if (first < 1 || first > FACET_MAX)
          throw badInput(`A facet has 1 to ${FACET_MAX} values; you asked for ${first}.`);
        return scans.run(() => findingCounts(db, viewer.scope, filter, by, first));
      },
    }),
    bySeverity: t.field({
      type: [CountOfSeverity],
      description: 'By GuardDuty’s severity.',
      extensions: SCANS,
      resolve: (filter, _args, context) => grouped(context, filter, 'severity'),
    }),
    byType: t.field({
      type: [Count],
      description: 'By finding type.',
      extensions: SCANS,
      resolve: (filter, _args, context) => grouped(context, filter, 'type'),
    }),
    byAccount: t.field({
      type: [Count],
      description: 'By account.',
      extensions: SCANS,
      resolve: (filter, _args, context) => grouped(context, filter, 'accountId'),
    }),
    byRegion: t.field({
      type: [Count],
      description: 'By Region.',
      extensions: SCANS,
      resolve: (filter, _args, context) => grouped(context, filter, 'region'),
    }),
    overTime: t.field({
      type: [CountOfTime],
      description:
        'Over time, latest first: at most the hours of a month, the days of a year or the weeks of ten years. Steps without findings are left out.',
      extensions: SCANS,
      args: {
        step: t.arg({ type: TimeStep, required: true, defaultValue: 'day', description: 'The length of a step.' }),
        by: t.arg({
          type: FindingMomentName,
          required: true,
          defaultValue: 'lastSeen',
          description: 'Which time of a finding is used.',
        }),
        severity: t.arg({
          type: FindingSeverityName,
          required: true,
          defaultValue: 'severity',
          description: 'Which severity of a finding counts.',
        }),
      },
      resolve: (filter, { step, by, severity }, { db, viewer, scans }) =>
        scans.run(() => findingsOverTime(db, viewer.scope, filter, step, by, severity)),
    }),
  }),
});

async function grouped(
  { db, viewer, scans }: Pick<Context, 'db' | 'viewer' | 'scans'>,
  filter: FindingFilter,
  by: 'severity' | 'type' | 'accountId' | 'region',
): Promise<FindingCount[]> {
  const counts = await scans.run(() => findingCounts(db, viewer.scope, filter, by));
  return counts.flatMap(({ key, ...rest }) => (key === null ? [] : [{ key, ...rest }]));
}

builder.queryFields((t) => ({
  statistics: t.field({
    type: Statistics,
    description: 'Numbers of findings.',
    args: { filter: t.arg({ type: FindingFilterInput }) },
    resolve: (_root, { filter }) => filterOf(filter),
  }),
  reading: t.field({
    type: [Reading],
    description: 'What was read, and what could not be read.',
    complexity: { field: 1, multiplier: 50 },
    extensions: SCANS,
    resolve: (_root, _args, { db, viewer, scans }) => scans.run(() => readingCounts(db, viewer.scope)),
  }),
}));
