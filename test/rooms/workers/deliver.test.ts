import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { claimDeliveries, deliveriesOf } from '#db/queries/deliveries.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { EVERY_VERSION, type Sink } from '#services/model/delivery.ts';
import { minutes, seconds } from '#services/model/time.ts';
import { deliver, tellOfSinks } from '#services/workers/deliver.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { created, finding, nothingMore, turn } from '../db/turns.ts';
import { testSink, testWorld, type TestWorld } from './world.ts';

const FINDINGS = Array.from({ length: 12 }, (_, n) => finding(n));
const PARTITION = `${FINDINGS[0]?.accountId} ${FINDINGS[0]?.region}`;

let database: Database;
let world: TestWorld;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  world = testWorld(database, []);
  await empty(database.db);
  const deliveries = FINDINGS.map(({ id, updatedAt }) => ({
    sink: 'test',
    terms: EVERY_VERSION,
    findingId: id,
    partition: PARTITION,
    version: updatedAt,
  }));
  await commitTurn(database.db, turn({ findings: created(...FINDINGS), deliveries }), nothingMore);
});
afterAll(() => database.close());

/** State and attempts of the first finding's delivery, and when it is due again, in ms from now. */
async function first(): Promise<object> {
  const [row] = await deliveriesOf(database.db, FINDINGS[0]?.id ?? '');
  if (row === undefined) throw new Error('It was ordered.');
  const { state, attempts, lastError } = row;
  return { state, attempts, lastError, dueInMs: row.nextAttemptAt.getTime() - world.now().getTime() };
}

test('everything due goes out in batches no larger than the sink takes', async () => {
  const sink = testSink();
  const measured: unknown[] = [];
  const measure = (...given: unknown[]) => void measured.push(given);
  tellOfSinks({ sinks: [sink], measure });
  expect(measured.splice(0)).toContainEqual(['vedette_sent_findings_total', { sink: 'test', outcome: 'failed' }, 0]);
  await deliver({ ...world, measure }, sink, PARTITION);
  expect(measured).toEqual(
    FINDINGS.map(() => ['vedette_sent_findings_total', { sink: 'test', outcome: 'delivered' }, 1]),
  );
  expect(sink.batches.map(({ findings }) => findings.length)).toEqual([5, 5, 2]);
  expect(await first()).toMatchObject({ state: 'delivered', attempts: 1 });
  const details = { sink: 'test', partition: PARTITION, retry: 0, failed: 0, withheld: 0, error: undefined };
  expect(world.told).toEqual(
    [5, 5, 2].map((delivered) => ({ event: 'batch-delivered', details: { ...details, delivered } })),
  );
});

test('what is to be retried waits twice as long each time, and an hour at most', async () => {
  const sink = testSink(() => ({ outcome: 'retry', error: 'Throttled.' }));
  const waits: unknown[] = [];
  for (let attempt = 0; attempt < 11; attempt++) {
    await deliver(world, sink, PARTITION);
    const { dueInMs } = { dueInMs: 0, ...(await first()) };
    waits.push(dueInMs);
    world.advance(dueInMs);
  }
  expect(waits.slice(0, 4)).toEqual([seconds(10), seconds(20), seconds(40), seconds(80)]);
  expect(waits.at(-1)).toBe(minutes(60));
  expect(await first()).toMatchObject({ state: 'pending', attempts: 11, lastError: 'Throttled.' });
});

test('once a sink takes something again, what waited for it waits no longer', async () => {
  let away = true;
  const sink = testSink(() =>
    away ? { outcome: 'retry', error: 'Away.' } : { outcome: 'delivered', error: undefined },
  );
  for (let attempt = 0; attempt < 12; attempt++) {
    await deliver(world, sink, PARTITION);
    world.advance(minutes(60));
  }
  await deliver(world, sink, PARTITION);
  away = false;
  // Twelve findings wait for most of an hour; a new one comes.
  const fresh = finding(99);
  const order = {
    sink: 'test',
    terms: EVERY_VERSION,
    findingId: fresh.id,
    partition: PARTITION,
    version: fresh.updatedAt,
  };
  await commitTurn(database.db, turn({ now: world.now(), findings: created(fresh), deliveries: [order] }), nothingMore);
  await deliver(world, sink, PARTITION);
  expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([{ sink: 'test', state: 'delivered', deliveries: 13 }]);
});

test('what a sink refuses beside what it takes waits its own time', async () => {
  const refused = FINDINGS.at(-1)?.id ?? '';
  const sink = testSink(({ id }) =>
    id === refused ? { outcome: 'retry', error: 'Not this one.' } : { outcome: 'delivered', error: undefined },
  );
  await deliver(world, sink, PARTITION);
  expect(sink.batches.map(({ findings }) => findings.length)).toEqual([5, 5, 2]);
  expect(await deliveriesOf(database.db, refused)).toMatchObject([
    { state: 'pending', attempts: 1, nextAttemptAt: new Date(world.now().getTime() + seconds(10)) },
  ]);
});

test('what somebody claimed who died is sent at once', async () => {
  const until = new Date(world.now().getTime() + minutes(5));
  await claimDeliveries(database.db, { sink: 'test', partition: PARTITION, limit: 7, now: world.now(), until });
  const sink = testSink();
  await deliver(world, sink, PARTITION);
  expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([{ sink: 'test', state: 'delivered', deliveries: 12 }]);
});

test('a sink that throws has its whole batch retried, and the next batch is tried all the same', async () => {
  const sink: Sink = { ...testSink(), deliver: () => Promise.reject(new Error('No connection.')) };
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'pending', attempts: 1, lastError: 'No connection.' });
});

test('a finding that the sink says nothing of is retried; its neighbours are delivered', async () => {
  const sink = testSink(({ id }) => (id === FINDINGS[0]?.id ? undefined : { outcome: 'delivered', error: undefined }));
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'pending', lastError: 'The sink did not answer for this finding.' });
  expect(await deliveriesOf(database.db, FINDINGS[1]?.id ?? '')).toMatchObject([{ state: 'delivered' }]);
  const error = 'The sink did not answer for this finding.';
  expect(world.told[0]?.details).toMatchObject({ delivered: 4, retry: 1, failed: 0, error });
});

test('a lane that takes long gives way to others, and says that something is left', async () => {
  const sink = testSink(() => {
    world.advance(seconds(10));
    return { outcome: 'delivered', error: undefined };
  });
  expect(await deliver(world, sink, PARTITION)).toBe(true);
  expect(sink.batches.map(({ findings }) => findings.length)).toEqual([5, 5]);
  expect(await deliver(world, sink, PARTITION)).toBe(false);
  expect(sink.batches.map(({ findings }) => findings.length)).toEqual([5, 5, 2]);
});

test('what a sink does not tell of is withheld, and is no dead letter', async () => {
  const sink = testSink(() => ({ outcome: 'withheld', error: undefined }));
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'withheld', lastError: null });
  expect(world.told[0]?.details).toMatchObject({ delivered: 0, failed: 0, withheld: 5 });
});

test('whoever asks to be left alone is, for a day at most', async () => {
  let waitMs = minutes(3);
  const sink = testSink(() => ({ outcome: 'retry', error: 'Not now.', waitMs }));
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'pending', dueInMs: minutes(3) });
  world.advance(minutes(3));
  waitMs = minutes(100_000);
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ dueInMs: minutes(24 * 60) });
});

test('between two versions of a finding a sink has its time', async () => {
  const sink = { ...testSink(), terms: { updateEveryMs: minutes(15) } };
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'delivered', dueInMs: minutes(15) });
});

test('what will never be taken is failed, and is not tried again', async () => {
  const sink = testSink(() => ({ outcome: 'failed', error: 'Malformed.' }));
  await deliver(world, sink, PARTITION);
  world.advance(minutes(120));
  await deliver(world, sink, PARTITION);
  expect(await first()).toMatchObject({ state: 'failed', attempts: 1, lastError: 'Malformed.' });
  expect(world.told[0]?.details).toMatchObject({ delivered: 0, retry: 0, failed: 5, error: 'Malformed.' });
});
