import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { putUnitsAbove } from '#db/queries/organizational-units.ts';
import { readConfig } from '#services/config.ts';
import { lines, useFolder, useServer, vedette } from '../../run.ts';
import { memberAccount } from '../../../../member-account.ts';

const folder = useFolder();
useServer();
const ACCOUNT = '111122223333';
const UNIT = 'ou-ab12-cd34ef56';

function write(text: string): string {
  const file = join(folder.path, 'vedette.yaml');
  writeFileSync(file, text);
  return `--config=${file}`;
}

test('config show says where values come from, and no secret', async () => {
  const file = write(
    'apiToken: 0123456789-secret\nexternalId: also-secret\ndatabaseUrl: postgres://u:secret@db.example/v\n',
  );
  process.env['VEDETTE_RETENTION_DAYS'] = '30';
  const { stdout } = await vedette('config', 'show', '--json', file);
  delete process.env['VEDETTE_RETENTION_DAYS'];
  expect(stdout).not.toContain('secret@');
  expect(stdout).not.toContain('-secret');
  const rows = lines(stdout);
  expect(rows.find(({ setting }) => setting === 'apiToken')).toMatchObject({ value: 'set, not shown' });
  expect(rows.find(({ setting }) => setting === 'retentionDays')).toMatchObject({
    value: 30,
    from: 'VEDETTE_RETENTION_DAYS',
  });
  expect(rows.find(({ setting }) => setting === 'port')).toMatchObject({ value: 4000, from: 'default' });
});

test('config show says what holds for an account, with the unit it is below', async () => {
  const database = await openDatabase(readConfig(process.env).databaseUrl);
  await putAccounts(database.db, [memberAccount(ACCOUNT)], new Date());
  await putUnitsAbove(database.db, new Map([[ACCOUNT, [UNIT]]]));
  await database.close();
  const file = write(`
settings: { "Recon:EC2/Portscan": { ports: 60, privilegedPorts: 6 } }
organizationalUnits: { ${UNIT}: { "Recon:EC2/Portscan": { ports: 70, enabled: false } } }
accounts: { "${ACCOUNT}": { "Recon:EC2/Portscan": { enabled: true } } }
`);
  const show = async (...args: readonly string[]) => {
    const { stdout } = await vedette('config', 'show', '--json', file, 'Recon:EC2/Portscan', ...args);
    return lines(stdout).map(({ value, from }) => [value, String(from).replace(/^\/.* /, '')]);
  };
  expect(await show()).toEqual([
    [true, 'default'],
    [60, '(organization)'],
    [6, '(organization)'],
  ]);
  expect(await show(`--account=${ACCOUNT}`)).toEqual([
    [true, `(${ACCOUNT})`],
    [70, `(${UNIT})`],
    [6, '(organization)'],
  ]);
  expect(await vedette('config', 'show', 'Recon:EC2/Portscam')).toMatchObject({
    code: 2,
    stderr: 'There is no detector for "Recon:EC2/Portscam".\nDid you mean Recon:EC2/Portscan?\n',
  });
  const [first] = lines((await vedette('config', 'show', '--json', 'recon:ec2/portscan')).stdout);
  expect(first).toMatchObject({ setting: 'Recon:EC2/Portscan: enabled', value: true });
});

test('config show says what is set of lists, sinks and detectors, and for people in a table', async () => {
  for (const name of ['offices.txt', 'bad.txt']) writeFileSync(join(folder.path, name), '192.0.2.1\n');
  const file = write(`
regions: [eu-west-1, us-east-1]
lists: { trusted: [offices.txt], custom: [bad.txt] }
sinks: { security-hub: { enabled: false }, eventbridge: { bus: default } }
settings: { "Recon:EC2/Portscan": { ports: 60 } }
`);
  const path = join(folder.path, 'vedette.yaml');
  const rows = lines((await vedette('config', 'show', '--json', file)).stdout);
  expect(rows.filter(({ setting }) => /^lists|^sinks: security-hub: en|^Recon/.test(String(setting)))).toEqual([
    {
      setting: 'lists: custom',
      value: join(folder.path, 'bad.txt'),
      from: path,
      because: expect.stringContaining('belong to this category'),
    },
    {
      setting: 'lists: trusted',
      value: join(folder.path, 'offices.txt'),
      from: path,
      because: expect.stringContaining('never lead to findings'),
    },
    { setting: 'sinks: security-hub: enabled', value: false, from: path, because: expect.stringMatching(/\w/) },
    {
      setting: 'Recon:EC2/Portscan: ports',
      value: 60,
      from: `${path} (organization)`,
      because: expect.stringMatching(/\w/),
    },
  ]);
  expect(rows).toContainEqual(
    expect.objectContaining({ setting: 'sinks: eventbridge: enabled', value: true, from: 'default' }),
  );
  expect(rows).toContainEqual(
    expect.objectContaining({ setting: 'sinks: eventbridge: bus', value: 'default', from: path }),
  );
  const { stdout } = await vedette('config', 'show', file);
  expect(stdout).toMatch(/^setting +value +from +because$/m);
  expect(stdout).toMatch(/^regions +eu-west-1, us-east-1 +\S+vedette\.yaml/m);
});

test('config show leaves out units where nobody can tell them, and says so', async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:1/name');
  const file = write(`organizationalUnits: { ${UNIT}: { "Recon:EC2/Portscan": { ports: 70 } } }\n`);
  const { code, stdout, stderr } = await vedette(
    'config',
    'show',
    '--json',
    file,
    'Recon:EC2/Portscan',
    `--account=${ACCOUNT}`,
  );
  vi.unstubAllEnvs();
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Settings of organizational units are left out, .*127\.0\.0\.1:1/);
  expect(lines(stdout).every(({ from }) => from === 'default')).toBe(true);
  for (const account of ['12', '1111222233334'])
    expect(await vedette('config', 'show', `--account=${account}`)).toMatchObject({
      code: 2,
      stderr: `"${account}" is not an account id, which has twelve digits.\n`,
    });
});
