import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putCoverage } from '#db/queries/coverage.ts';
import { addProofGaps, replaceProofGaps } from '#db/queries/digests.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { hours } from '#services/model/time.ts';
import { logObject, nothingMore, report, turn } from '../../db/turns.ts';
import { apiOptions, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

useFolder();
useServer();

const FACT = {
  about: 'detection',
  accountId: '111122223333',
  region: 'us-east-1',
  source: 'cloudtrail',
  state: 'covered',
  reason: 'reading',
  detail: 'Logs are read.',
} as const;

/** Fills the last day and the day before with an object an hour, except for one hour of the last day. */
async function fill({ db }: Database): Promise<void> {
  const now = Date.now();
  const objects = Array.from({ length: 48 }, (_, n) => 48 - n)
    .filter((ago) => ago !== 5)
    .map((ago) => new Date(now - hours(ago)).toISOString().slice(0, 16).replaceAll(/[-:]/g, ''))
    .map((time, n) => logObject(n, { key: `AWSLogs/x_${time}Z_x.json.gz` }));
  await putLogObjects(
    db,
    objects.map((object) => ({ object, partition: 'p' })),
    new Date(now),
  );
  const reports = objects.map((object) => report(object));
  await commitTurn(db, turn({ reports, coverage: [FACT], now: new Date(now) }), nothingMore);
}

let database: Database;
let server: Server;
beforeAll(async () => {
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  database = await openDatabase(process.env['DATABASE_URL'] ?? '');
  server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  delete process.env['VEDETTE_API_TOKEN'];
  await server.close();
  await database.close();
});

test('before anything is known, that is said, and nothing is wrong', async () => {
  expect(await vedette('coverage')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching('No account is known'),
  });
});

test('an hour that nothing came of is shown, and ends with 3', async () => {
  await fill(database);
  const asked = await vedette('coverage', `--url=${server.url}`);
  const shown = await vedette('coverage', '--hours=24');
  expect(shown.code).toBe(3);
  expect(shown.stdout).toMatch(/^111122223333 us-east-1 cloudtrail +2[23]0 +2[23] +#{18,19}S#{4,5}/m);
  expect(asked).toEqual(shown);
  expect(await vedette('coverage', '--hours=3')).toMatchObject({ code: 0 });
  expect(await vedette('coverage', '--region=eu-west-1')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining(
      'Nothing matches these filters. `vedette coverage` shows what is known of 1 account.',
    ),
  });
  expect(await vedette('coverage', '--source=vpc-flow')).toMatchObject({ code: 0, stdout: '' });
  const [fact, stream] = lines((await vedette('coverage', '--format=json')).stdout);
  expect(fact).toMatchObject(FACT);
  expect(stream).toMatchObject({ accountId: FACT.accountId, hours: expect.arrayContaining([]) });
});

test('a gap that a digest proves ends with 3, until it is over', async () => {
  const now = Date.now();
  const place = {
    bucket: 'logs',
    key: 'k',
    accountId: FACT.accountId,
    region: FACT.region,
    source: 'vpc-flow',
  } as const;
  const gap = { ...place, kind: 'object-missing', from: now, to: now, detail: 'It is gone.' } as const;
  await addProofGaps(database.db, 'digests', [gap], new Date(now));
  expect(await vedette('coverage', '--source=vpc-flow')).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('It is gone.'),
  });
  expect((await vedette('coverage', '--source=cloudtrail')).stdout).not.toContain('It is gone.');
  await replaceProofGaps(database.db, { bucket: 'logs', cause: 'digests' }, [], new Date(now));
  expect(await vedette('coverage', '--source=vpc-flow')).toMatchObject({ code: 0 });
});

test('what is said of a whole account is said of each of its Regions and sources', async () => {
  const gap = {
    ...FACT,
    region: undefined,
    source: undefined,
    state: 'gap',
    reason: 'role-missing-or-denied',
  } as const;
  await putCoverage(database.db, [{ ...gap, detail: 'Nobody is let in.' }], new Date());
  const shown = await vedette('coverage', '--region=us-east-1', '--source=cloudtrail', '--hours=3');
  expect(shown).toMatchObject({ code: 3, stdout: expect.stringContaining('Nobody is let in.') });
});

test.each([
  ['--source=cloudtrial', 'Did you mean cloudtrail'],
  ['--hours=0', 'whole number from 1'],
  ['--account=1', 'not an account id'],
])('%s is refused in a sentence', async (flag, sentence) => {
  expect(await vedette('coverage', flag)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
});
