import { countFindings } from '#db/queries/findings.ts';
import {
  findingCounts,
  findingsOverTime,
  readingCounts,
  type FindingCount,
  type FindingCountOfTime,
  type ReadingCount,
} from '#db/queries/statistics.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { SEVERITY_LABELS, type SeverityLabel as SeverityName } from '#services/model/severity.ts';
import { isSource } from '#services/sources/source-named.ts';
import { builder } from '../builder.ts';
import { SCANS } from '../scans.ts';
import { SeverityLabel, SourceName, TimeStep } from './enums.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';

const Count = builder.objectRef<FindingCount>('FindingCount').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    count: t.exposeInt('count'),
    lastSeen: t.expose('lastSeen', { type: 'DateTime' }),
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
  description: 'What was read of one kind of log of one account and Region.',
  fields: (t) => ({
    source: t.field({
      type: SourceName,
      nullable: true,
      description: 'Null: what it is could not be told, or is not read any more.',
      resolve: ({ source }) => (source !== null && isSource(source) ? source : null),
    }),
    accountId: t.exposeString('accountId', { nullable: true }),
    region: t.exposeString('region', { nullable: true }),
    objects: t.exposeInt('objects'),
    pending: t.exposeInt('pending'),
    failed: t.exposeInt('failed', { description: 'Objects of which nothing could be read.' }),
    records: t.exposeFloat('records'),
    unreadable: t.exposeFloat('unreadable', { description: 'Records that could not be read.' }),
    trustedSkipped: t.exposeFloat('trustedSkipped', {
      description: 'Records that met no question, for a trusted list names their other end.',
    }),
    groupOverflow: t.exposeFloat('groupOverflow', {
      description:
        'Records that a detector did not follow, for it had too many subjects in one window or cannot name theirs; once for each detector.',
    }),
    deduplicationOverflow: t.exposeFloat('deduplicationOverflow', {
      description:
        'Records that a detector counted without telling duplicates, for their subject had too many; once for each detector.',
    }),
    newest: t.expose('newest', { type: 'DateTime', nullable: true, description: 'Time of the newest record.' }),
  }),
});

const Statistics = builder.objectRef<FindingFilter>('Statistics').implement({
  fields: (t) => ({
    findings: t.int({
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) => scans.run(() => countFindings(db, viewer.scope, filter)),
    }),
    bySeverity: t.field({
      type: [CountOfSeverity],
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) =>
        scans.run(() => findingCounts(db, viewer.scope, filter, 'severity')),
    }),
    byType: t.field({
      type: [Count],
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) =>
        scans.run(() => findingCounts(db, viewer.scope, filter, 'type')),
    }),
    byAccount: t.field({
      type: [Count],
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) =>
        scans.run(() => findingCounts(db, viewer.scope, filter, 'accountId')),
    }),
    byRegion: t.field({
      type: [Count],
      extensions: SCANS,
      resolve: (filter, _args, { db, viewer, scans }) =>
        scans.run(() => findingCounts(db, viewer.scope, filter, 'region')),
    }),
    overTime: t.field({
      type: [CountOfTime],
      description: 'When they were last seen, the latest first. Steps without findings are absent.',
      extensions: SCANS,
      args: { step: t.arg({ type: TimeStep, required: true, defaultValue: 'day' }) },
      resolve: (filter, { step }, { db, viewer, scans }) =>
        scans.run(() => findingsOverTime(db, viewer.scope, filter, step)),
    }),
  }),
});

builder.queryFields((t) => ({
  statistics: t.field({
    type: Statistics,
    description: 'How many findings there are of what.',
    args: { filter: t.arg({ type: FindingFilterInput }) },
    resolve: (_root, { filter }) => filterOf(filter),
  }),
  reading: t.field({
    type: [Reading],
    description: 'What was read, and what could not be.',
    complexity: { field: 1, multiplier: 50 },
    extensions: SCANS,
    resolve: (_root, _args, { db, viewer, scans }) => scans.run(() => readingCounts(db, viewer.scope)),
  }),
}));
