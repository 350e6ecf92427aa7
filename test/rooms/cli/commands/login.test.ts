import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { createToken, revokeToken } from '#db/queries/access/tokens.ts';
import { hasNoAdministrator } from '#services/cli/access/first-administrator.ts';
import { readConfig } from '#services/config.ts';
import type { Grant } from '#services/model/viewer.ts';
import { days } from '#services/model/time.ts';
import { useFolder, useServer, vedette } from '../run.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const folder = useFolder();
useServer();

const written = (text: string) => {
  const file = join(folder.path, 'vedette.yaml');
  writeFileSync(file, text);
  return `--config=${file}`;
};

test('a link is printed for the address at which people reach the API', async () => {
  const { code, stdout } = await vedette('login', 'link', written('publicUrl: https://vedette.example'));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^https:\/\/vedette\.example\/login\/link\?code=vdl_[0-9a-f]{72} signs in whoever opens it first/,
  );
});

test('without an address there is none', async () => {
  expect(await vedette('login', 'link', written(''))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('set publicUrl'),
  });
});

const OIDC = 'oidc: { issuer: "https://login.example", clientId: vedette, groups: ';

test.each([
  ['publicUrl: http://vedette.example', 'publicUrl must be an address with https://'],
  ['publicUrl: https://vedette.example/console', 'without a path'],
  [
    'oidc: { issuer: "http://login.example", clientId: x, groups: [{ group: a, role: viewer, everything: true }] }',
    'issuer must be an address with https://',
  ],
  [`${OIDC}[{ group: a, role: viewer }] }`, 'is refused: A scope is either everything, or accounts'],
  [
    `${OIDC}[{ group: a, role: viewer, everything: true, accounts: ["111122223333"] }] }`,
    'is refused: A scope is either',
  ],
  [`${OIDC}[{ group: a, role: viewer, accounts: ["1"] }] }`, '"1" is not an account id'],
  [`${OIDC}[{ group: a, role: boss, everything: true }] }`, 'role must be one of viewer, analyst, engineer, admin'],
])('%s is a mistake with its line', async (text, complaint) => {
  const { code, stderr } = await vedette('login', 'link', written(text));
  expect(code).toBe(2);
  expect(stderr).toContain(complaint);
});

test('a provider without an address of our own is refused before anything is opened', async () => {
  const text = `${OIDC}[{ group: a, role: viewer, everything: true }] }`;
  expect(await vedette('serve', written(text))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('set publicUrl'),
  });
});

test('an administrator is whoever may do everything everywhere, now', async () => {
  await using closing = new AsyncDisposableStack();
  const { db } = closing.adopt(await openDatabase(process.env['DATABASE_URL'] || ''), (each) => each.close());
  const everything = { kind: 'everything' } as const;
  const some = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] } as const;
  const give = (granted: Grant, now = new Date()) => createToken(db, { name: 'one', granted, days: 1 }, 'local', now);
  const config = readConfig({});
  const oidc = { issuer: 'https://login.example', clientId: 'vedette' };
  const groupOf = (role: Grant['role']) => ({ ...oidc, groups: [{ group: 'a', role, scope: everything }] });

  await give({ role: 'admin', scope: some });
  await give({ role: 'engineer', scope: everything });
  await give({ role: 'admin', scope: everything }, new Date(Date.now() - days(2)));
  expect(await hasNoAdministrator({ ...config, oidc: groupOf('engineer') }, db)).toBe(true);
  expect(await hasNoAdministrator({ ...config, oidc: groupOf('admin') }, db)).toBe(false);
  expect(await hasNoAdministrator({ ...config, apiToken: 'a-token' }, db)).toBe(false);
  const { token } = await give({ role: 'admin', scope: everything });
  expect(await hasNoAdministrator(config, db)).toBe(false);
  await revokeToken(db, token.id, new Date());
  expect(await hasNoAdministrator(config, db)).toBe(true);
});
