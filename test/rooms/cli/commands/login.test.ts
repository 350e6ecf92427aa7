import { expect, test } from 'vitest';
import { useFolder, useServer, vedette } from '../run.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
