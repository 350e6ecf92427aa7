import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { days } from '#services/model/time.ts';
import { openEmpty } from '../../../databases.ts';
import { apiOptions, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

const folder = useFolder();
useServer();

const UNIT = 'ou-ab12-cd34ef56';

/** Makes, shows and revokes a token, through the database or through the service that has it. */
async function wholeLife(...where: readonly string[]) {
  const made = await vedette('tokens', 'create', 'siem', '--role=analyst', `--ou=${UNIT}`, '--days=30', ...where);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^vdt_[0-9a-f]{72}\n$/) });
  expect(made.stderr).toContain(`for ${UNIT}, as analyst`);
  expect(made.stderr).toContain('next pass');
  const listed = await vedette('tokens', 'list', ...where);
  expect(listed.stdout).toMatch(/^id +name +role +state +last used +sees$/m);
  expect(listed.stdout).toMatch(new RegExp(`siem +analyst +valid for 2[89] days +never +${UNIT}`));
  expect(listed.stdout).not.toContain('vdt_');
  const [token] = lines((await vedette('tokens', 'list', '--json', ...where)).stdout);
  expect(token).toMatchObject({ role: 'analyst', scope: { kind: 'some', accounts: [], organizationalUnits: [UNIT] } });
  const id = String(token?.['id']);
  expect(await vedette('tokens', 'revoke', id, ...where)).toMatchObject({ code: 0, stdout: '' });
  expect((await vedette('tokens', 'list', ...where)).stdout).toContain('revoked');
  return vedette('tokens', 'revoke', id, ...where);
}

const OVER = { code: 2, stderr: expect.stringMatching(/There is no token "[0-9a-f]{16}" to revoke/) };

test('a token is made, shown and revoked in the database', async () => {
  expect((await vedette('tokens', 'list')).stderr).toContain('There are no tokens');
  expect(await wholeLife()).toMatchObject(OVER);
  const [revoked] = lines((await vedette('audit', 'list', '--json')).stdout);
  const { subject } = Object(revoked?.['entry']);
  const told = await vedette('audit', 'list', '--json', `--subject=${subject}`);
  const audited = lines(told.stdout).map(({ entry }) => entry);
  expect(audited).toMatchObject([
    { who: 'local', from: 'command line', what: 'token.revoked' },
    { who: 'local', what: 'token.created', about: { name: 'siem', granted: { role: 'analyst' } } },
  ]);
  expect(JSON.stringify(audited)).not.toContain('vdt_');
});

describe('where a service has the database', () => {
  let database: Database;
  let server: Server;
  beforeAll(async () => {
    database = await openEmpty();
    server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
    process.env['VEDETTE_API_TOKEN'] = TOKEN;
  });
  afterAll(async () => {
    delete process.env['VEDETTE_API_TOKEN'];
    await server.close();
    await database.close();
  });

  test('it is asked for the same', async () => {
    const there = `--url=${server.url}`;
    expect(await wholeLife(there)).toMatchObject(OVER);
    expect(await vedette('tokens', 'create', ' ', '--everything', there)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'vedette: A token has a name of 1 to 100 characters.\n',
    });
    await vedette('tokens', 'create', 'all', '--everything', there);
    const listed = lines((await vedette('tokens', 'list', '--json', there)).stdout);
    expect(listed).toContainEqual(expect.objectContaining({ name: 'all', scope: { kind: 'everything' } }));
  });
});

test('of a token is said when it was last used, and that it is over', async () => {
  const database = await openDatabase(process.env['DATABASE_URL'] || `pglite:${folder.path}/data/database`);
  const granted = { role: 'viewer', scope: { kind: 'everything' } } as const;
  await createToken(database.db, { name: 'old', granted, days: 1 }, 'local', new Date(Date.now() - days(3)));
  await createToken(database.db, { name: 'used', granted, days: 9 }, 'local', new Date());
  await database.db.execute(`update tokens set last_used_at = now() - interval '3 hours' where name = 'used'`);
  await database.close();
  const { stdout } = await vedette('tokens', 'list');
  expect(stdout).toMatch(/ old +viewer +over +never +every/);
  expect(stdout).toMatch(/ used +viewer +valid for 8 days +3 hours ago +every/);
});

test.each([
  [['--everything', '--account=111122223333'], 'either everything, or'],
  [[], 'either everything, or'],
  [['--account=1'], 'not an account id'],
  [['--everything', '--days=0'], '--days must be a whole number from 1 to 366'],
  [['--everything', '--days=x'], '--days must be a whole number from 1 to 366'],
])('%o is a mistake that is explained', async (flags, message) => {
  const { code, stdout, stderr } = await vedette('tokens', 'create', 'siem', ...flags);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
