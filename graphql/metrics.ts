import type { Plugin } from 'graphql-yoga';
import { allAccounts } from '#db/queries/accounts.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { jobCounts } from '#db/queries/jobs.ts';
import { lastPassEnd } from '#db/queries/passes.ts';
import { findingCounts, readingCounts, type ReadingCount } from '#db/queries/statistics.ts';
import { DELIVERY_STATES } from '#services/model/delivery.ts';
import type { Metric, MetricSample } from '#services/model/metric.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { SOURCES } from '#services/sources/index.ts';
import type { Caller } from './access/authentication.ts';
import { requestContext, type ApiWorld, type Context } from './context.ts';

const PATH = '/metrics';

/** A gauge of what is in the database. */
type Gauge = Omit<Metric, 'kind'>;

/**
 * Metrics in Prometheus' text format. Counts of what is in the database, within the caller's scope, are gauges, because
 * rows that were dropped are no longer counted; every process says the same. What a process measured of its own work is
 * of the whole organization, and told to those who may see all of it. No metric has a label per account.
 */
export function metricsEndpoint(world: ApiWorld, callerOf: (request: Request) => Caller): Plugin {
  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      if (url.pathname !== PATH) return;
      const metrics = await metricsOf(requestContext(world, callerOf(request), request));
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' };
      endResponse(new fetchAPI.Response(metrics.map(textOf).join(''), { headers }));
    },
  };
}

async function metricsOf(context: Context): Promise<readonly Metric[]> {
  const measured = context.viewer.scope.kind === 'everything' ? await context.measured() : [];
  return [...(await gaugesOf(context)).map((gauge) => ({ ...gauge, kind: 'gauge' as const })), ...measured];
}

async function gaugesOf(context: Context): Promise<readonly Gauge[]> {
  const { db, viewer, scans, installation } = context;
  const [severities, reading, deliveries, coverage, accounts, jobs, passEnd, calibrations] = await Promise.all([
    scans.run(() => findingCounts(db, viewer.scope, { archived: false }, 'severity')),
    scans.run(() => readingCounts(db, viewer.scope)),
    scans.run(() => deliveryCounts(db, viewer.scope)),
    context.coverage(),
    allAccounts(db, viewer.scope),
    jobCounts(db, viewer.scope, context.now()),
    lastPassEnd(db, viewer.scope),
    viewer.scope.kind === 'everything' ? installation.calibrations() : [],
  ]);
  const bySource = Map.groupBy(reading, ({ source }) => source ?? 'unknown');
  const ofSources = (valueOf: (counts: readonly ReadingCount[]) => number | undefined): readonly MetricSample[] =>
    [...SOURCES.map(({ name }) => name), 'unknown'].flatMap((source) => {
      const value = valueOf(bySource.get(source) ?? []);
      return value === undefined ? [] : [{ labels: { source }, value }];
    });
  const gaps = Map.groupBy(
    coverage.filter(({ state }) => state === 'gap'),
    ({ reason }) => reason,
  );
  return [
    {
      name: 'vedette_findings',
      help: 'Active findings, by severity.',
      samples: SEVERITY_LABELS.map((label) => ({
        labels: { severity: label },
        value: severities.find(({ key }) => key === label)?.count ?? 0,
      })),
    },
    {
      name: 'vedette_log_objects',
      help: 'Log objects in the ledger.',
      samples: ofSources((counts) => total(counts, ({ objects }) => objects)),
    },
    {
      name: 'vedette_log_objects_pending',
      help: 'Log objects waiting to be read.',
      samples: ofSources((counts) => total(counts, ({ pending }) => pending)),
    },
    {
      name: 'vedette_log_objects_failed',
      help: 'Log objects that could not be read at all.',
      samples: ofSources((counts) => total(counts, ({ failed }) => failed)),
    },
    {
      name: 'vedette_log_records',
      help: 'Records read.',
      samples: ofSources((counts) => total(counts, ({ records }) => records)),
    },
    {
      name: 'vedette_log_records_unreadable',
      help: 'Records that could not be read.',
      samples: ofSources((counts) => total(counts, ({ unreadable }) => unreadable)),
    },
    {
      name: 'vedette_newest_record_timestamp_seconds',
      help: 'Time of the newest record of each kind of log: time() minus this is the delay of detection.',
      samples: ofSources(newestOf),
    },
    {
      name: 'vedette_deliveries',
      help: 'Deliveries to sinks, by state; failed ones are dead letters.',
      samples: [...new Set([...context.sinks.map(({ name }) => name), ...deliveries.map(({ sink }) => sink)])].flatMap(
        (sink) =>
          DELIVERY_STATES.map((state) => ({
            labels: { sink, state },
            value: deliveries.find((each) => each.sink === sink && each.state === state)?.deliveries ?? 0,
          })),
      ),
    },
    {
      name: 'vedette_accounts',
      help: 'Accounts of the organization.',
      samples: [{ labels: {}, value: accounts.length }],
    },
    {
      name: 'vedette_pass_ended_timestamp_seconds',
      help: 'Time at which the last complete pass over the organization ended.',
      samples: passEnd === undefined ? [] : [{ labels: {}, value: passEnd.getTime() / 1000 }],
    },
    {
      name: 'vedette_jobs',
      help: 'Jobs in the queue that are due (waiting) or running, in all processes.',
      samples: jobs.map(({ job, state, jobs: value }) => ({ labels: { job, state }, value })),
    },
    {
      name: 'vedette_coverage_gaps',
      help: 'Coverage gaps, by reason.',
      samples: [...gaps].map(([reason, facts]) => ({ labels: { reason }, value: facts.length })),
    },
    {
      name: 'vedette_learned_alerts_per_account_week',
      help: 'Alerts per account and week of learned behaviour; alertsPerAccountWeek limits their sum.',
      samples: calibrations.map(({ profile, achieved: value }) => ({ labels: { profile }, value })),
    },
    {
      name: 'vedette_settings_refused',
      help: '1 while the settings file of this process has mistakes and the previous settings stay in use.',
      // The settings file concerns the whole organization.
      samples:
        viewer.scope.kind === 'everything'
          ? [{ labels: {}, value: installation.settingsFile.now.mistakes.length > 0 ? 1 : 0 }]
          : [],
    },
  ];
}

function total(counts: readonly ReadingCount[], valueOf: (count: ReadingCount) => number): number {
  return counts.reduce((sum, count) => sum + valueOf(count), 0);
}

/** The newest time that any count has; undefined when nothing was read. */
function newestOf(counts: readonly ReadingCount[]): number | undefined {
  const times = counts.flatMap(({ newest }) => (newest === null ? [] : [newest.getTime() / 1000]));
  return times.length === 0 ? undefined : Math.max(...times);
}

function textOf({ name, help, kind, samples }: Metric): string {
  const lines = samples.map(({ suffix = '', labels, value }) => {
    const told = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${suffix}${told.length === 0 ? '' : `{${told.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
