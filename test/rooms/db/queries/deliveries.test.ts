import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database, Db } from '#db/client.ts';
import { writeDispositions } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { orderDeliveries } from '#db/queries/order-deliveries.ts';
import {
  claimDeliveries,
  deliveriesOf,
  dueLanes,
  hastenLane,
  releaseClaims,
  settleDeliveries,
  type SettledDelivery,
} from '#db/queries/deliveries.ts';
import { deliveryCounts, redriveDeliveries } from '#db/queries/delivery-list.ts';
import { EVERY_VERSION, type DeliveryTerms } from '#services/model/delivery.ts';
import { UNTOUCHED } from '#services/model/disposition.ts';
import type { Finding } from '#services/model/finding.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { created, finding, later, nothingMore, NOW, turn } from '../turns.ts';

onBothDatabases((open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
    await commitTurn(
      database.db,
      turn({ findings: created(...FINDINGS), deliveries: FINDINGS.map(order) }),
      nothingMore,
    );
  });
  afterAll(() => database.close());

  const claim = (rest: Partial<Parameters<typeof claimDeliveries>[1]> = {}) =>
    claimDeliveries(database.db, { sink: 'test', partition: 'p', limit: 4, now: NOW, until: later(60_000), ...rest });

  test('what is claimed is not claimed again until the claim lapses', async () => {
    const first = await claim();
    const second = await claim();
    const third = await claim();
    expect([first, second, third].map((claimed) => claimed.length)).toEqual([4, 4, 2]);
    expect(new Set([...first, ...second, ...third].map(({ finding: { id } }) => id)).size).toBe(10);
    expect(await claim()).toEqual([]);
    expect(await dueLanes(database.db, NOW, ['test'])).toEqual([]);
    expect(await dueLanes(database.db, later(60_000), ['test'])).toEqual([{ sink: 'test', partition: 'p' }]);
    // A delivery to a sink that is gone is due to nobody.
    expect(await dueLanes(database.db, later(60_000), ['another'])).toEqual([]);
    expect(await dueLanes(database.db, later(60_000), [])).toEqual([]);
    expect(await claim({ now: later(60_000), until: later(120_000), limit: 100 })).toHaveLength(10);
  });

  test('a claim keeps to its sink and its partition', async () => {
    expect(await claim({ sink: 'other' })).toEqual([]);
    expect(await claim({ partition: 'q' })).toEqual([]);
  });

  test.runIf(kind === 'server')('claims at the same time never share a delivery', async () => {
    const claims = await Promise.all([claim(), claim(), claim(), claim()]);
    const ids = claims.flat().map(({ finding: { id } }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('receipts: delivered is done, failed stays visible, retry comes back later', async () => {
    await claim({ limit: 3 });
    await settleDeliveries(
      database.db,
      'test',
      [
        receipt(0, { outcome: 'delivered' }),
        receipt(1, { outcome: 'failed', error: 'Too long.' }),
        receipt(2, { outcome: 'retry', error: 'Throttled.', nextAttemptAt: later(30_000) }),
      ],
      NOW,
    );
    const [delivered, failed, retry] = await Promise.all(
      [0, 1, 2].map(async (n) => (await deliveriesOf(database.db, finding(n).id))[0]),
    );
    expect(delivered).toMatchObject({ state: 'delivered', attempts: 1, claimedUntil: null, lastError: null });
    expect(failed).toMatchObject({ state: 'failed', attempts: 1, lastError: 'Too long.' });
    expect(retry).toMatchObject({
      state: 'pending',
      attempts: 1,
      lastError: 'Throttled.',
      nextAttemptAt: later(30_000),
    });
    expect(await claim({ limit: 100 })).toHaveLength(7);
    expect(await claim({ limit: 100, now: later(30_000) })).toMatchObject([{ attempts: 1, finding: finding(2) }]);
    expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([
      { sink: 'test', state: 'delivered', deliveries: 1 },
      { sink: 'test', state: 'failed', deliveries: 1 },
      { sink: 'test', state: 'pending', deliveries: 8 },
    ]);
  });

  test('a finding that changes while it is on its way is sent again, and its receipt is for the old version', async () => {
    await claim({ limit: 1 });
    const grown = await grow(0);
    await settleDeliveries(database.db, 'test', [receipt(0, { outcome: 'delivered' })], NOW);
    expect(await deliveriesOf(database.db, grown.id)).toMatchObject([
      { state: 'pending', attempts: 0, version: later(5000), claimedUntil: null },
    ]);
    const again = await claim({ limit: 100 });
    expect(again.map((each) => each.finding)).toContainEqual(grown);
  });

  test('a newer version replaces one that waits, and takes up one that had failed', async () => {
    await claim({ limit: 1 });
    await settleDeliveries(database.db, 'test', [receipt(0, { outcome: 'failed', error: 'Too long.' })], NOW);
    await grow(0);
    expect(await deliveriesOf(database.db, finding(0).id)).toMatchObject([
      { state: 'pending', attempts: 0, lastError: null, version: later(5000) },
    ]);
  });

  test('what somebody claimed in a lane is given back, and what others claimed is not', async () => {
    await claim({ limit: 100 });
    await releaseClaims(database.db, { sink: 'test', partition: 'q' });
    await releaseClaims(database.db, { sink: 'other', partition: 'p' });
    expect(await claim({ limit: 100 })).toEqual([]);
    await releaseClaims(database.db, { sink: 'test', partition: 'p' });
    expect(await claim({ limit: 100 })).toHaveLength(10);
  });

  test('what waits in a lane is made due, but for what is named, and nothing of another lane', async () => {
    const waiting = [0, 1, 2].map((n) => receipt(n, { outcome: 'retry', nextAttemptAt: later(60_000) }));
    await settleDeliveries(database.db, 'test', waiting, NOW);
    await settleDeliveries(database.db, 'test', [receipt(3, { outcome: 'failed' })], NOW);
    const due = async () => {
      const claimed = await claim({ limit: 100 });
      await releaseClaims(database.db, { sink: 'test', partition: 'p' });
      return claimed.length;
    };
    expect(await due()).toBe(6);
    await hastenLane(database.db, { sink: 'test', partition: 'q' }, NOW, []);
    await hastenLane(database.db, { sink: 'other', partition: 'p' }, NOW, []);
    expect(await due()).toBe(6);
    await hastenLane(database.db, { sink: 'test', partition: 'p' }, NOW, [finding(1).id]);
    expect(await due()).toBe(8);
    // A delivery that waits for the time between two versions was not refused, and goes on waiting.
    await database.db.execute(
      sql`update deliveries set next_attempt_at = ${later(60_000).toISOString()}, attempts = 0`,
    );
    await hastenLane(database.db, { sink: 'test', partition: 'p' }, NOW, []);
    expect(await due()).toBe(0);
  });

  const ENDS = [receipt(9, { outcome: 'delivered' }), receipt(0, { outcome: 'delivered' })];
  test.runIf(kind === 'server').each<[string, string, (tx: Db) => Promise<unknown>]>([
    ['settles', 'pending', (tx) => settleDeliveries(tx, 'test', ENDS, NOW)],
    ['redrives', 'failed', (tx) => redriveDeliveries(tx, EVERYTHING, {}, { who: 'alice' }, NOW)],
    ['closes findings', 'pending', (tx) => writeDispositions(tx, FINDINGS.map(closed), NOW)],
  ])('one that %s locks deliveries in the order of their key, as all others do', async (_, before, change) => {
    // The row with the first key becomes the last in the table.
    for (const rows of [FINDINGS, FINDINGS.slice(0, 1)])
      await database.db.execute(
        sql`update deliveries set state = ${before} where finding_id = any(${sql.param(rows.map(({ id }) => id))}::text[])`,
      );
    const [held] = await deliveriesOf(database.db, finding(9).id);
    let changing: Promise<unknown> = Promise.resolve();
    await database.db.transaction(async (tx) => {
      await lock(tx, 0);
      changing = database.db.transaction(change);
      await vi.waitUntil(isWaiting, 10_000);
      await lock(tx, 9);
    });
    await changing;
    expect(await deliveriesOf(database.db, finding(9).id)).not.toEqual([held]);
  });

  describe('of a sink with terms', () => {
    const OTHER = finding(50, { accountId: '444455556666', severity: 8 });
    test.each<[string, Partial<DeliveryTerms>, string]>([
      ['a filter that keeps it', { only: { severityMin: 8, accountIds: ['444455556666'] } }, 'pending'],
      ['a filter that does not', { only: { severityMin: 8.1 } }, 'withheld'],
      ['an exception for it', { only: { severityMin: 8 }, except: { types: [OTHER.type] } }, 'withheld'],
      ['an exception for others', { except: { accountIds: ['111122223333'] } }, 'pending'],
      ['an exception in two parts of which one holds', { except: { types: [OTHER.type], severityMin: 9 } }, 'pending'],
    ])('%s', async (_, terms, expected) => {
      await commit(OTHER, { ...EVERY_VERSION, ...terms });
      expect(await state(OTHER)).toBe(expected);
      expect(await claim({ limit: 100 })).toHaveLength(expected === 'pending' ? 11 : 10);
    });

    test('one that grows into the filter is told of then, and from then on even if it falls out of it', async () => {
      const terms = { ...EVERY_VERSION, only: { severityMin: 9 } };
      await commit(OTHER, terms);
      const worse = { ...OTHER, severity: 9, updatedAt: later(5000).toISOString() };
      await commit(worse, terms, OTHER.updatedAt);
      expect(await state(OTHER)).toBe('pending');
      await settleDeliveries(database.db, 'test', [receiptOf(worse, { outcome: 'delivered' })], NOW);
      const mended = { ...OTHER, severity: 2, updatedAt: later(6000).toISOString() };
      await commit(mended, terms, worse.updatedAt);
      expect(await state(OTHER)).toBe('pending');
    });

    test('one that was withheld is ordered again without having changed, when the terms take it', async () => {
      await commit(OTHER, { ...EVERY_VERSION, only: { severityMin: 9 } });
      await orderDeliveries(database.db, [{ ...order(OTHER), terms: EVERY_VERSION }], NOW);
      expect(await state(OTHER)).toBe('pending');
    });

    test('a new finding is due at once, and what changes of it when the time between two versions is over', async () => {
      const terms = { updateEveryMs: 900_000 };
      await commit(OTHER, terms);
      const [claimed] = (await claim({ limit: 100 })).filter((each) => each.finding.id === OTHER.id);
      expect(claimed).toBeDefined();
      // One change comes while the first version is on its way, and another when it has arrived.
      await commit({ ...OTHER, updatedAt: later(1000).toISOString() }, terms, OTHER.updatedAt);
      const taken = receiptOf(OTHER, { outcome: 'delivered', nextAttemptAt: later(900_000) });
      await settleDeliveries(database.db, 'test', [taken], NOW);
      const due = async () => (await deliveriesOf(database.db, OTHER.id))[0]?.nextAttemptAt;
      expect(await due()).toEqual(later(900_000));
      await commit({ ...OTHER, updatedAt: later(2000).toISOString() }, terms, later(1000).toISOString());
      expect(await due()).toEqual(later(900_000));
      // It is no retry: successful deliveries of others do not make it due.
      await hastenLane(database.db, { sink: 'test', partition: 'p' }, NOW, []);
      expect(await due()).toEqual(later(900_000));
    });
  });

  async function commit(found: Finding, terms: DeliveryTerms, previous?: string): Promise<void> {
    const findings = [{ finding: found, memory: undefined, previous }];
    const orders = [{ ...order(found), terms }];
    expect(await commitTurn(database.db, turn({ findings, deliveries: orders }), nothingMore)).toBe(true);
  }

  async function isWaiting(): Promise<boolean> {
    const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await database.db.execute(waiting, 'objects')).length > 0;
  }

  async function state({ id }: Finding): Promise<string | undefined> {
    return (await deliveriesOf(database.db, id))[0]?.state;
  }

  async function grow(n: number): Promise<Finding> {
    const grown = finding(n, { updatedAt: later(5000).toISOString(), severity: 9 });
    const findings = [{ finding: grown, memory: undefined, previous: finding(n).updatedAt }];
    expect(await commitTurn(database.db, turn({ findings, deliveries: [order(grown)] }), nothingMore)).toBe(true);
    return grown;
  }
});

const FINDINGS = Array.from({ length: 10 }, (_, n) => finding(n));

async function lock(tx: Db, n: number): Promise<void> {
  await tx.execute(sql`select from deliveries where finding_id = ${finding(n).id} for update`);
}

function closed({ id }: Finding) {
  return { id, disposition: { ...UNTOUCHED, archived: true, changedAt: later(5000).toISOString() } };
}

function order({ id, updatedAt }: Finding) {
  return { sink: 'test', terms: EVERY_VERSION, findingId: id, partition: 'p', version: updatedAt };
}

function receipt(n: number, rest: Parameters<typeof receiptOf>[1]): SettledDelivery {
  return receiptOf(finding(n), rest);
}

function receiptOf(
  { id, updatedAt }: Finding,
  rest: Pick<SettledDelivery, 'outcome'> & Partial<SettledDelivery>,
): SettledDelivery {
  return { findingId: id, version: updatedAt, error: undefined, nextAttemptAt: NOW, ...rest };
}
