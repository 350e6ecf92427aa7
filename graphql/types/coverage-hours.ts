import { hourCounts } from '#db/queries/read-hours.ts';
import { BASELINE_MS, CELLS_MAX, coverageHours } from '#services/organization/coverage-hours.ts';
import { HOUR_STATES, type CoverageHour, type CoverageStream } from '#services/model/coverage-hour.ts';
import { MOMENT_MIN } from '#services/model/moment.ts';
import { hours } from '#services/model/time.ts';
import { isSource } from '#services/sources/source-named.ts';
import { badInput, builder } from '../builder.ts';
import { named, SourceName } from './enums.ts';

const HourStateEnum = builder.enumType('CoverageHourState', {
  description:
    'The state of an hour. SILENT: nothing arrived from a stream that writes nearly every hour. DAMAGED: something could not be read, or is not as it was delivered. WAITING: something is not read yet. READ: everything that arrived was read. AWAITED: logs may still arrive. QUIET: nothing arrived, and nothing was expected.',
  values: named(HOUR_STATES),
});

const CoverageHourObject = builder.objectRef<CoverageHour>('CoverageHour').implement({
  description: 'What arrived and was read for one hour, by the times in the names of the objects.',
  fields: (t) => ({
    hour: t.field({ type: 'DateTime', resolve: ({ hour }) => new Date(hour) }),
    state: t.expose('state', { type: HourStateEnum }),
    objects: t.exposeInt('objects', { description: 'Objects that are finished.' }),
    failed: t.exposeInt('failed', { description: 'Of these, given up.' }),
    late: t.exposeInt('late', { description: 'Of these, received more than an hour late.' }),
    pending: t.exposeInt('pending', { description: 'Objects waiting to be read.' }),
    proved: t.exposeInt('proved', {
      description: 'Of these, proved by CloudTrail digests to be as delivered.',
    }),
    disproved: t.exposeInt('disproved', {
      description: 'Log files that CloudTrail digests prove to be missing, altered or replaced.',
    }),
    records: t.exposeFloat('records'),
    unreadable: t.exposeFloat('unreadable', { description: 'Records that could not be read.' }),
  }),
});

const CoverageStreamObject = builder.objectRef<CoverageStream>('CoverageStream').implement({
  description: 'What arrives of one kind of log in an account and Region, hour by hour.',
  fields: (t) => ({
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region', { nullable: true, description: 'Null: the whole account.' }),
    source: t.expose('source', { type: SourceName }),
    hours: t.field({ type: [CoverageHourObject], resolve: ({ hours: its }) => its }),
  }),
});

builder.queryFields((t) => ({
  coverageHours: t.field({
    type: [CoverageStreamObject],
    description: `What arrived from each stream of logs of these accounts, hour by hour. At most ${CELLS_MAX} hours over all accounts.`,
    complexity: { field: 20, multiplier: 20 },
    args: {
      accountIds: t.arg.stringList({ required: true }),
      from: t.arg({ type: 'DateTime', required: true }),
      to: t.arg({ type: 'DateTime', required: true, description: 'The hour it falls into is not included.' }),
    },
    async resolve(_root, { accountIds, from, to }, { db, viewer, now }) {
      const span = { from: onTheHour(from), to: onTheHour(to), now: now().getTime() };
      if (accountIds.length * ((span.to - span.from) / hours(1)) > CELLS_MAX)
        throw badInput(`That is more than ${CELLS_MAX} hours over all accounts: ask for fewer accounts or hours.`);
      const counts = await hourCounts(db, viewer.scope, {
        accountIds,
        from: new Date(Math.max(span.from - BASELINE_MS, MOMENT_MIN)),
        to: new Date(span.to),
      });
      return coverageHours(
        counts.filter(({ source }) => isSource(source)),
        span,
      );
    },
  }),
}));

function onTheHour(moment: Date): number {
  return Math.floor(moment.getTime() / hours(1)) * hours(1);
}
