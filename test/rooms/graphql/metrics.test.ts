import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { FINDINGS } from '../../formats/findings.ts';
import { logObject, NOW } from '../db/turns.ts';
import { openApi, TOKEN } from './open-api.ts';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(FINDINGS);
  await putLogObjects(api.database.db, [{ object: logObject(1), partition: 'cloudtrail/1' }], NOW);
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
  expect(`${stdout}${stderr}`).toContain('SUCCESS: 6 rules found');
  expect(status).toBe(0);
});
