import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { openLists } from '#services/cli/list-files.ts';
import { readConfig } from '#services/config.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { start } from '#services/start.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { createWorld } from '#services/world.ts';
import { createLog } from '#services/log.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

const folder = useFolder();
useServer();

const ACCOUNTS = ['111122223333', '444455556666'];
const SPAN = ['--from=2026-03-02', '--to=2026-03-03'];
const keyOf = (account: string) =>
  `AWSLogs/${account}/CloudTrail/us-east-1/2026/03/02/${account}_CloudTrail_us-east-1_20260302T1005Z_0123456789abcdef.json.gz`;

let database: Database;
beforeAll(async () => {
  const objects = ACCOUNTS.map((accountId) => {
    const stopped = {
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      recipientAccountId: accountId,
    };
    const bytes = gzipSync(JSON.stringify({ Records: [event({ ...stopped, eventTime: '2026-03-02T10:00:00Z' })] }));
    const path = join(folder.path, keyOf(accountId));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const place = { bucket: folder.path, key: keyOf(accountId), etag: 'e', sizeBytes: bytes.length };
    return { ...place, source: 'cloudtrail' as const, accountId, region: 'us-east-1' };
  });
  database = await openDatabase(process.env['DATABASE_URL'] || `pglite:${folder.path}/data/database`);
  const detection = await openDetection({
    detectors: await loadDetectors(),
    ...(await openLists([], readConfig(process.env))),
  });
  const world = createWorld({ database, objects: folderObjects(''), sinks: [], log: createLog('silent') });
  await using service = await start(world, { turnsAtOnce: 1, objectsPerTurn: 10, retentionDays: 3650 }, detection);
  await service.receive(objects);
  await service.settle();
});
afterAll(() => database.close());

test.each([
  [['--from=yesterday'], '--from must be a day or a time in UTC'],
  [['--from=2026-03-02', '--to=2026-03-02'], '--to must be after --from.'],
  [[...SPAN, '--account=1'], 'not an account id'],
  [[...SPAN, '--expect=3f1c'], '--expect must be a digest as this command prints it: 64 hex digits.'],
])('%j is told what is wrong with it', async (args, sentence) => {
  expect(await vedette('replay', ...args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(sentence),
  });
});

test('of a time of which nothing was read nothing is said to be the same', async () => {
  const { code, stderr } = await vedette('replay', '--from=2025-03-02', '--to=2025-03-03');
  expect(code).toBe(1);
  expect(stderr).toContain('there is nothing to compare');
});

test('the logs of all accounts and of one are read again, and their digest is held to', async () => {
  const { code, stdout, stderr } = await vedette('replay', ...SPAN, '--format=json');
  const [said, ...differences] = lines(stdout);
  expect({ code, differences }).toEqual({ code: 0, differences: [] });
  expect(said).toMatchObject({ objects: 2, unread: 0, digest: said?.['live'] });
  expect(said?.['findings']).toBeGreaterThanOrEqual(2);
  expect(stderr).toContain('2 log objects read again');
  const one = await vedette('replay', ...SPAN, '--account=444455556666', `--expect=${'0'.repeat(64)}`, '--format=json');
  expect(one.code).toBe(3);
  expect(lines(one.stdout)).toMatchObject([{ objects: 1, findings: Number(said?.['findings']) / 2 }]);
  expect(one.stderr).toContain(`${'0'.repeat(64)} was expected`);
});

test('what was read live with other lists is said, and so is what of a list cannot be read', async () => {
  const list = join(folder.path, 'ours.txt');
  writeFileSync(list, '192.0.2.1\nnonsense\n');
  const { stdout, stderr } = await vedette('replay', ...SPAN, `--list=custom=${list}`);
  expect(stderr).toContain(`${list}, line 2: "nonsense" is not an entry`);
  expect(stderr).toContain('2 objects were read live with different lists.');
  expect(stderr).not.toContain('different settings');
  expect(stdout).toMatch(/^live {6}[0-9a-f]{64}\nreplayed {2}[0-9a-f]{64}\n/);
});

test('what is no longer told is listed finding by finding', async () => {
  rmSync(join(folder.path, keyOf('111122223333')));
  const { code, stdout, stderr } = await vedette('replay', ...SPAN);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^finding +type +account +is +in what$/m);
  expect(stdout).toMatch(/Stealth:IAMUser\/CloudTrailLoggingDisabled +111122223333 +found only live/);
  expect(stdout).not.toContain('444455556666');
  expect(stderr).toContain('1 of them could not be');
});
