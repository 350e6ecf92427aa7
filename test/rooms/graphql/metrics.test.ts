import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { putAccounts } from '#db/queries/accounts.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { orderDeliveries } from '#db/queries/order-deliveries.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { FINDINGS } from '../../formats/findings.ts';
import { memberAccount } from '../../member-account.ts';
import { later, logObject, nothingMore, NOW, receiveObjects, report, turn } from '../db/turns.ts';
import { INSTALLATION, openApi, TOKEN } from './open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
const SETTINGS_FILE = { ...INSTALLATION.settingsFile, now: { ...INSTALLATION.settingsFile.now } };
beforeAll(async () => {
  api = await openApi(FINDINGS, { installation: { ...INSTALLATION, settingsFile: SETTINGS_FILE } });
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
      'vedette_accounts 2',
      `vedette_organization_listed_timestamp_seconds ${NOW.getTime() / 1000}`,
      'vedette_settings_refused 0',
    ]),
  );
  // Of what was never read there is no newest.
  expect(text).not.toContain('vedette_newest_record_timestamp_seconds{source="vpc-flow"}');
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) vedette_[a-z_]+ .+|vedette_[a-z_]+(\{([a-z]+="[^"]*",?)*\})? [0-9.e+]+)$/);
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
  expect(text).not.toMatch(/^vedette_settings_refused/m);
});

test('monitoring sees that the settings file is refused, for as long as it is', async () => {
  const { now } = SETTINGS_FILE;
  SETTINGS_FILE.now = { ...now, mistakes: ['1:1: port must be a number.'] };
  expect(await (await metrics()).text()).toMatch(/^vedette_settings_refused 1$/m);
  SETTINGS_FILE.now = now;
  expect(await (await metrics()).text()).toMatch(/^vedette_settings_refused 0$/m);
});

test('dashboard and alerts ask for what is measured', async () => {
  const measured = new Set([...(await (await metrics()).text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const dashboard = readFileSync('infra/grafana-dashboard.json', 'utf8');
  const alerts = readFileSync('infra/prometheus-alerts.yaml', 'utf8');
  for (const text of [dashboard, alerts]) {
    const asked = [...text.matchAll(/vedette_[a-z_]+/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((name) => !measured.has(name))).toEqual([]);
  }
  expect(JSON.parse(dashboard)).toMatchObject({ title: 'Vedette', panels: expect.any(Array) });
  expect(parse(alerts)).toMatchObject({ groups: [{ name: 'vedette' }] });
});

/** Of Debian's package prometheus. */
const PROMTOOL = '/usr/bin/promtool';

test.skipIf(!existsSync(PROMTOOL))('alerts are rules that Prometheus takes', () => {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'rules', 'infra/prometheus-alerts.yaml'], {
    encoding: 'utf8',
  });
  expect(`${stdout}${stderr}`).toContain('SUCCESS: 8 rules found');
  expect(status).toBe(0);
});
