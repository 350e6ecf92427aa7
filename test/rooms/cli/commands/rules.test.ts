import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveApi } from '#graphql/server.ts';
import { openEmpty } from '../../../databases.ts';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { finding } from '../../db/turns.ts';
import { apiOptions, storeFindings, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

const folder = useFolder();
useServer();

const SAID = ['--name=scanner', '--owner=alice', '--because=ours', '--endless=ours'];

test('rules are made, listed and removed in the database, and none is made that hides a simulated attack', async () => {
  const when = ['--when=type=Recon:EC2/Portscan', '--when=accountId=111122223333'];
  expect(await vedette('rules', 'preview', ...when)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^It hides 0 kept findings\.\nSimulated attacks that it would hide:\n {2}Recon:EC2\/Portscan\n$/,
    ),
  });
  const [preview] = lines((await vedette('rules', 'preview', ...when, '--json')).stdout);
  expect(preview).toMatchObject({ matches: 0, earlier: 0, byType: [], sample: [], unseen: ['Recon:EC2/Portscan'] });
  const refused = await vedette('rules', 'create', ...SAID, ...when);
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('would hide simulated attacks'),
  });
  expect(await vedette('rules', 'list')).toMatchObject({ stdout: '', stderr: 'There are no rules.\n' });
  const offices = join(folder.path, 'offices.txt');
  await writeFile(offices, '203.0.113.200/29\n203.0.113.16\n');
  const narrow = [...when, `--when=remoteAddress in @${offices}`];
  const made = await vedette('rules', 'create', ...SAID, ...narrow);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
  const listed = lines((await vedette('rules', 'list', '--json')).stdout);
  expect(listed).toMatchObject([
    { id: made.stdout.trim(), owner: 'alice', severity: null, inForce: true, findings: 0 },
  ]);
  const id = made.stdout.trim();
  expect(await vedette('rules', 'change', id, ...when)).toMatchObject({ code: 1, stdout: '' });
  expect(await vedette('rules', 'change', id, '--owner=bob', '--expires=2999-12-31')).toMatchObject({
    code: 0,
    stdout: made.stdout,
  });
  const [criteria, changed] = [listed[0]?.['criteria'], lines((await vedette('rules', 'list', '--json')).stdout)];
  const after = { owner: 'bob', expiresAt: '2999-12-31T00:00:00.000Z', endlessBecause: null, severity: null };
  expect(changed).toEqual([expect.objectContaining({ id, name: 'scanner', criteria, ...after })]);
  expect(await vedette('rules', 'remove', id)).toMatchObject({ code: 0 });
  expect(await vedette('rules', 'remove', id)).toMatchObject({ code: 1 });
  expect(await vedette('rules', 'change', id)).toMatchObject({ code: 1, stderr: `There is no rule ${id}.\n` });
});

async function attacks() {
  return [finding(1, { type: 'Recon:EC2/Portscan' })];
}

test('rules of a running service are made there', async () => {
  const database = await openEmpty();
  await storeFindings(database, MANY_FINDINGS);
  const server = await serveApi({ ...apiOptions(database, { attacks }), host: '127.0.0.1', port: 0 });
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  const at = `--url=${server.url}`;
  const type = '--when=type=Recon:EC2/Portscan';
  expect(await vedette('rules', 'preview', type, '--when=severity>=8', at)).toMatchObject({
    stdout: expect.stringMatching(/^It hides [1-9] kept findings?\./),
  });
  expect(await vedette('rules', 'create', ...SAID, type, at)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('would hide simulated attacks: Recon:EC2/Portscan'),
  });
  const made = await vedette('rules', 'create', ...SAID, type, '--rate=High', at);
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('It rates 7 kept findings.') });
  const { stdout } = await vedette('rules', 'list', at);
  expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'id | name | does | findings | owner | expires | because',
    `${made.stdout.trim()} | scanner | sets 8 | 7 | alice | never | ours`,
    '',
  ]);
  expect(
    await vedette('findings', 'list', '--rated=High', '--type=Recon:EC2/Portscan', at, '--format=finding'),
  ).toMatchObject({
    stdout: expect.stringContaining('"ratedBecause":"ours"'),
  });
  expect(await vedette('rules', 'change', made.stdout.trim(), '--rate=Medium', at)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('It rates 7 kept findings.'),
  });
  expect(await vedette('rules', 'list', at)).toMatchObject({ stdout: expect.stringContaining('sets 5') });
  const hidden = await vedette('rules', 'create', ...SAID, '--when=type=Recon:EC2/Portscan', '--force', at);
  const changed = await vedette('rules', 'change', hidden.stdout.trim(), '--owner=bob', '--force', at);
  expect(changed).toMatchObject({ code: 0, stderr: expect.stringContaining('It hides ') });
  expect(await vedette('rules', 'list', at)).toMatchObject({ stdout: expect.stringMatching(/ hides +\d+ +bob /) });
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect(await vedette('rules', 'change', unknown, '--owner=bob', at)).toMatchObject({
    code: 1,
    stderr: `There is no rule ${unknown}.\n`,
  });
  expect(await vedette('rules', 'remove', made.stdout.trim(), at)).toMatchObject({ code: 0 });
  delete process.env['VEDETTE_API_TOKEN'];
  await server.close();
  await database.close();
});

test.each([
  [['--when=type'], 'is not a criterion'],
  [['--when=typ=x'], 'There is no field "typ"'],
  [['--when=type=x', '--rate=Terrible'], 'is not a severity'],
  [[], 'needs a criterion'],
])('%j is a mistake that is told of', async (flags, said) => {
  expect(await vedette('rules', 'create', ...SAID, ...flags)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(said),
  });
});
