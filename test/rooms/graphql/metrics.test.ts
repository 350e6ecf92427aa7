import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sql } from 'drizzle-orm';
import { putAccounts } from '#db/queries/accounts.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putPass } from '#db/queries/passes.ts';
import { orderDeliveries } from '#db/queries/order-deliveries.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { FINDINGS } from '../../formats/findings.ts';
import { memberAccount } from '../../member-account.ts';
import { later, logObject, nothingMore, NOW, receiveObjects, report, turn } from '../db/turns.ts';
import { openMetrics, type Metrics } from '#services/metrics.ts';
import { PROCESS_METRICS } from '#services/model/metric.ts';
import { INSTALLATION, openApi, TOKEN } from './open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
let own: Metrics;
const SETTINGS_FILE = { ...INSTALLATION.settingsFile, now: { ...INSTALLATION.settingsFile.now } };
const calibrations = async () => [{ profile: 'iam', fromBits: 8, achieved: 0.25, accountWeeks: 40 }];
beforeAll(async () => {
  own = await openMetrics();
  const installation = { ...INSTALLATION, settingsFile: SETTINGS_FILE, calibrations };
  api = await openApi(FINDINGS, { installation, measured: () => own.read() });
  const { db } = api.database;
  await receiveObjects(db, [1, 2, 3, 4]);
  const reports = [
    report(logObject(2), { lastTime: later(-1000).getTime() }),
    report(logObject(3), { unreadable: 3 }),
    report(logObject(4), { state: 'failed', records: 0, lastTime: undefined }),
  ];
  await commitTurn(db, turn({ reports }), nothingMore);
  await putAccounts(db, [memberAccount('111122223333'), memberAccount('444455556666')], NOW);
  const order = { sink: 'hub', terms: EVERY_VERSION, findingId: FINDINGS[0]?.id ?? '', partition: 'p' };
  await orderDeliveries(db, [order], NOW);
  await putPass(db, { organizationId: 'o-example', startedAt: NOW, endedAt: later(60_000) });
  for (const queue of ['collect', 'deliver'])
    await db.execute(sql`select pgboss.create_queue(${queue}, '{"policy":"standard"}')`);
  await db.execute(sql`insert into pgboss.job (name, state, start_after) values
    ('collect', 'active', now()), ('collect', 'created', now()), ('collect', 'retry', now()),
    ('collect', 'created', now() + interval '1 hour'), ('collect', 'completed', now())`);
});
afterAll(() => api.close());

async function metrics(token: string | undefined = TOKEN): Promise<Response> {
  return api.fetch('/metrics', token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
}

test('monitoring reads what is found, read, sent and not seen', async () => {
  const response = await metrics();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(text).toContain('# TYPE vedette_findings gauge\n');
  expect(text).toMatch(/^vedette_findings\{severity="High"\} [1-9]/m);
  expect(text).toMatch(/^vedette_findings\{severity="Critical"\} 0$/m);
  expect(text).toMatch(/^vedette_log_objects_pending\{source="cloudtrail"\} 1$/m);
  expect(text).toMatch(/^vedette_coverage_gaps\{reason="no-log-source"\} 1$/m);
  expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual(
    expect.arrayContaining([
      'vedette_log_objects{source="cloudtrail"} 4',
      'vedette_log_objects{source="vpc-flow"} 0',
      'vedette_log_objects_failed{source="cloudtrail"} 1',
      'vedette_log_records{source="cloudtrail"} 20',
      'vedette_log_records_unreadable{source="cloudtrail"} 3',
      `vedette_newest_record_timestamp_seconds{source="cloudtrail"} ${NOW.getTime() / 1000}`,
      'vedette_deliveries{sink="hub",state="pending"} 1',
      'vedette_deliveries{sink="hub",state="failed"} 0',
      'vedette_accounts 2',
      'vedette_learned_alerts_per_account_week{profile="iam"} 0.25',
      `vedette_pass_ended_timestamp_seconds ${later(60_000).getTime() / 1000}`,
      'vedette_jobs{job="collect",state="running"} 1',
      'vedette_jobs{job="collect",state="waiting"} 2',
      'vedette_jobs{job="deliver",state="running"} 0',
      'vedette_settings_refused 0',
    ]),
  );
  // A source that was never read has no newest record.
  expect(text).not.toContain('vedette_newest_record_timestamp_seconds{source="vpc-flow"}');
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) vedette_[a-z_]+ .+|vedette_[a-z_]+(\{([a-z]+="[^"]*",?)*\})? [0-9.e+]+)$/);
});

test('monitoring reads what the process measured of its own work, in the forms of Prometheus', async () => {
  own.measure('vedette_aws_calls_total', { service: 'S3', outcome: 'ok' }, 1);
  own.measure('vedette_aws_calls_total', { service: 'S3', outcome: 'ok' }, 1);
  own.measure('vedette_queue_messages', { queue: 'a"\\b' }, 7);
  own.measure('vedette_queue_messages', { queue: 'a"\\b' }, 3);
  for (const seconds of [0.02, 0.02, 5, 9000]) own.measure('vedette_turn_seconds', { outcome: 'idle' }, seconds);
  const lines = (await (await metrics()).text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE vedette_aws_calls_total counter',
      'vedette_aws_calls_total{service="S3",outcome="ok"} 2',
      '# TYPE vedette_queue_messages gauge',
      'vedette_queue_messages{queue="a\\"\\\\b"} 3',
      '# TYPE vedette_turn_seconds histogram',
      'vedette_turn_seconds_bucket{outcome="idle",le="0.01"} 0',
      'vedette_turn_seconds_bucket{outcome="idle",le="0.03"} 2',
      'vedette_turn_seconds_bucket{outcome="idle",le="10"} 3',
      'vedette_turn_seconds_bucket{outcome="idle",le="3000"} 3',
      'vedette_turn_seconds_bucket{outcome="idle",le="+Inf"} 4',
      'vedette_turn_seconds_sum{outcome="idle"} 9005.04',
      'vedette_turn_seconds_count{outcome="idle"} 4',
    ]),
  );
});

test('nobody reads them without a token, and nobody more than their own', async () => {
  expect((await api.fetch('/metrics')).status).toBe(401);
  const granted = {
    role: 'viewer',
    scope: { kind: 'some', accounts: ['999999999999'], organizationalUnits: [] },
  } as const;
  const { secret } = await createToken(api.database.db, { name: 'monitor', granted, days: 1 }, 'local', new Date());
  const text = await (await metrics(secret)).text();
  expect(text).toMatch(/^vedette_findings\{severity="High"\} 0$/m);
  expect(text).toMatch(/^vedette_log_objects_pending\{source="cloudtrail"\} 0$/m);
  expect(text).not.toContain('no-log-source');
  expect(text).not.toMatch(/^vedette_(settings_refused|learned_|jobs|pass_|aws_|turn_)/m);
});

test('monitoring sees that the settings file is refused, for as long as it is', async () => {
  const { now } = SETTINGS_FILE;
  SETTINGS_FILE.now = { ...now, mistakes: ['1:1: port must be a number.'] };
  expect(await (await metrics()).text()).toMatch(/^vedette_settings_refused 1$/m);
  SETTINGS_FILE.now = now;
  expect(await (await metrics()).text()).toMatch(/^vedette_settings_refused 0$/m);
});

test('dashboard and alerts ask for what is measured, by labels that it has', async () => {
  const measured = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of (await (await metrics()).text()).matchAll(/^(vedette_\w+)(?:\{(.*)\})? /gm))
    measured.set(name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)));
  for (const [name, { kind, labels }] of Object.entries(PROCESS_METRICS))
    for (const suffix of kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      measured.set(`${name}${suffix}`, new Set([...labels, ...(suffix === '_bucket' ? ['le'] : [])]));
  const dashboard: { title: string; panels: { targets: { expr: string; legendFormat: string }[] }[] } = JSON.parse(
    readFileSync('infra/grafana-dashboard.json', 'utf8'),
  );
  const alerts: { groups: { name: string; rules: { expr: string }[] }[] } = parse(
    readFileSync('infra/prometheus-alerts.yaml', 'utf8'),
  );
  const asked = [
    ...dashboard.panels.flatMap(({ targets }) =>
      targets.map(({ expr, legendFormat }) => ({ expr, legend: legendFormat })),
    ),
    ...alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => ({ expr, legend: '' }))),
  ];
  expect(asked.length).toBeGreaterThan(20);
  for (const { expr, legend } of asked) {
    const names = [...expr.matchAll(/vedette_\w+/g)].map(([name]) => name);
    const labels = [
      ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
        [...inner.matchAll(/(\w+)[=!]/g)].map(([, label]) => label),
      ),
      ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, inner = '']) => inner.split(/, */)),
      ...[...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
    ];
    expect({ expr, missing: names.filter((name) => !measured.has(name)) }).toEqual({ expr, missing: [] });
    const known = new Set(names.flatMap((name) => [...(measured.get(name) ?? [])]));
    expect({ expr, missing: labels.filter((label) => !known.has(label ?? '')) }).toEqual({ expr, missing: [] });
  }
});

/** From Debian's package prometheus. */
const PROMTOOL = '/usr/bin/promtool';

test.skipIf(!existsSync(PROMTOOL))('alerts and the queries of the dashboard are what Prometheus takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-rules-'));
  const { panels }: { panels: { targets: { expr: string }[] }[] } = JSON.parse(
    readFileSync('infra/grafana-dashboard.json', 'utf8'),
  );
  const rules = panels.flatMap(({ targets }) => targets).map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
  const queries = join(folder, 'queries.yaml');
  writeFileSync(queries, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'rules', 'infra/prometheus-alerts.yaml', queries], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(`${stdout}${stderr}`.match(/SUCCESS: \d+ rules found/g)).toEqual([
    'SUCCESS: 11 rules found',
    `SUCCESS: ${rules.length} rules found`,
  ]);
  expect(status).toBe(0);
});
