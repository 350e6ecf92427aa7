import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { troubledObjects, type LogObjectRow } from '#db/queries/log-objects.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { createApi } from '#graphql/api.ts';
import { textOf } from '#services/cli/line.ts';
import { objectLines } from '#services/cli/objects/object-lines.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { nameOf } from '#services/model/log-object.ts';
import { number } from '#services/model/numbers.ts';
import { EVERYTHING, type Role } from '#services/model/viewer.ts';
import { start } from '#services/start.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../../replay/digest.ts';
import { testObjects } from '../../../replay/objects.ts';
import { apiOptions } from '../../graphql/open-api.ts';
import { testWorld, type TestWorld } from '../../workers/world.ts';
import { lines, useServer, vedette } from '../run.ts';

const OBJECTS = testObjects(15).filter(({ object }) => object.source === 'cloudtrail');
const [POISON, , OTHER] = OBJECTS.map(({ object }) => object);
const NAME = nameOf(POISON!);
/** The logs are of a fixed day, which must stay within the retention. */
const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 36_500 };
const SPAN = { from: new Date(0), to: new Date('2030-01-01T00:00:00Z') };
const REFUSED = { refused: 'over-bound', message: 'It is larger than the limit.' } as const;

/** How many objects are listed. */
async function listed(...flags: readonly string[]): Promise<number> {
  return lines((await vedette('objects', 'list', '--json', ...flags)).stdout).length;
}

describe('objects that were given up', () => {
  useServer();
  let database: Database;
  let detection: Detection;
  let world: TestWorld;

  const read = async () => {
    await using service = await start(world, CONFIG, detection);
    await service.receive(OBJECTS.map(({ object }) => object));
    await service.settle();
  };
  const hours = async () => hourCounts(database.db, EVERYTHING, SPAN);
  const ask = async (role: Role, accounts: readonly string[], query: string) => {
    const scope = { kind: 'some', accounts, organizationalUnits: [] } as const;
    const granted = { role, scope: accounts.length === 0 ? EVERYTHING : scope };
    const made = { name: 'test', granted, days: 1 };
    const { secret } = await createToken(database.db, made, 'local', new Date());
    const api = createApi(apiOptions(database));
    const response = await api.fetch('http://127.0.0.1:4000/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query }),
    });
    const answer: { readonly data?: unknown; readonly errors?: readonly unknown[] } = await response.json();
    return answer;
  };

  beforeAll(async () => {
    database = await openDatabase(process.env['DATABASE_URL'] ?? 'pglite:memory');
    detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    world = { ...testWorld(database, OBJECTS), now: () => new Date() };
    world.store.set(POISON!.key, REFUSED);
    world.store.set(OTHER!.key, REFUSED);
    await read();
  });
  afterAll(() => database.close());

  test('are listed with the reason, and are not read again by themselves', async () => {
    world.store.set(POISON!.key, OBJECTS[0]!.bytes);
    await read();
    const { code, stdout, stderr } = await vedette('objects', 'list', '--json');
    expect(code).toBe(0);
    expect(lines(stdout)).toMatchObject([
      { key: POISON!.key, state: 'failed', troubles: [{ kind: 'over-bound', message: REFUSED.message }] },
      { key: OTHER!.key, state: 'failed' },
    ]);
    expect(stderr.split('\n').toSorted()).toEqual(['', '2 failed', `${OBJECTS.length - 2} read`]);
    const one = await vedette('objects', 'list', '--limit=1', `--account=${POISON!.accountId}`);
    expect(one.stdout).toMatch(/^state +account +source +object +problem\n/);
    expect(one.stdout.split('\n')[1]).toMatch(
      new RegExp(`^failed +${POISON!.accountId} +cloudtrail +s3://.*larger than the limit`),
    );
  });

  test('are explained, with what to do', async () => {
    const { stdout } = await vedette('objects', 'show', NAME);
    const MOMENT = String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    const { accountId, region, sizeBytes, etag } = POISON!;
    expect(stdout.split('\n')).toEqual([
      `${NAME}: failed`,
      `  cloudtrail ${accountId} ${region}, ${number(sizeBytes)} bytes, content ${etag}`,
      expect.stringMatching(`^  received ${MOMENT}, done with ${MOMENT}$`),
      `  over-bound: ${REFUSED.message}`,
      `  After fixing the cause: vedette objects redrive '${NAME}'`,
      '',
    ]);
    expect(await vedette('objects', 'show', 's3://nobody/x')).toMatchObject({ code: 1 });
    const [known] = await troubledObjects(database.db, 1);
    if (known === undefined) throw new Error('Two are in the ledger.');
    const told: LogObjectRow = {
      ...known,
      state: 'pending',
      source: null,
      accountId: null,
      etag: '',
      settledAt: null,
      note: 'A note.',
      troubles: [
        { kind: 'truncated', message: 'It ends early.', position: 7, records: 2 },
        { kind: 'truncated', message: 'Nothing was lost.', position: undefined, records: 0 },
      ],
    };
    expect([...objectLines(told)].map((line) => textOf(line, false))).toEqual([
      `${nameOf(told)}: pending`,
      expect.stringMatching(/^ {2}unknown kind unknown account us-east-1, .* bytes, content unknown$/),
      `  received ${known.receivedAt.toISOString()}`,
      `  due ${known.nextAttemptAt.toISOString()}, after ${known.attempts} fruitless attempts`,
      '  A note.',
      '  truncated at 7: It ends early.',
      '    2 records lost to it',
      '  truncated: Nothing was lost.',
    ]);
  });

  test('are told from those in other states', async () => {
    expect(await listed('--state=Read')).toBe(OBJECTS.length - 2);
    expect(await listed('--troubled')).toBe(2);
    expect(await vedette('objects', 'list', '--state=gone')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"gone" is not a state: use '),
    });
  });

  test('in the API are those of whoever asks', async () => {
    const query = '{ logObjects(filter: { states: FAILED }) { nodes { name state troubles { kind records } } } }';
    const all = await ask('viewer', [], query);
    expect(all.data).toMatchObject({ logObjects: { nodes: [{ name: NAME, state: 'FAILED' }, {}] } });
    const theirs = await ask('viewer', [OTHER!.accountId!], query);
    expect(theirs.data).toMatchObject({ logObjects: { nodes: [{ name: nameOf(OTHER!) }] } });
    expect(JSON.stringify(theirs)).not.toContain(NAME);
  });

  test('are read again when somebody says so, and then everything is as if nothing had been', async () => {
    expect(await vedette('objects', 'redrive')).toMatchObject({ code: 2 });
    expect(await vedette('objects', 'redrive', 's3://nobody/x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('s3://nobody/x is not in the ledger.'),
    });
    expect((await vedette('objects', 'redrive', NAME)).stderr).toMatch(/^1 object will be read again/);
    expect((await hours()).reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
    await read();
    const shown = (await vedette('objects', 'show', NAME)).stdout.split('\n');
    expect(shown[0]).toBe(`${NAME}: read`);
    expect(shown.slice(3)).toEqual([expect.stringMatching(/^ {2}\d+ records read, 0 records not$/), '']);
    const [json] = lines((await vedette('objects', 'show', NAME, '--json')).stdout);
    expect(json).toMatchObject({ key: POISON!.key, state: 'read', unreadable: 0 });

    const mutation = `mutation { redriveLogObjects(names: ["${nameOf(OTHER!)}"]) { redriven } }`;
    expect(await ask('analyst', [], mutation)).toMatchObject({ errors: [{}] });
    expect((await ask('engineer', [POISON!.accountId!], mutation)).data).toEqual({
      redriveLogObjects: { redriven: 0 },
    });
    world.store.set(OTHER!.key, OBJECTS[2]!.bytes);
    expect((await ask('engineer', [], mutation)).data).toEqual({ redriveLogObjects: { redriven: 1 } });
    await read();
    expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, OBJECTS)));
    const all = await hours();
    const sum = (of: 'objects' | 'failed') => all.reduce((total, hour) => total + hour[of], 0);
    expect([sum('objects'), sum('failed')]).toEqual([OBJECTS.length, 0]);
    expect((await vedette('objects', 'redrive', '--all')).stderr).toMatch(/^Nothing in this selection was given up/);
  });
});
