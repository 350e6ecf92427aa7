import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { settleDeliveries } from '#db/queries/deliveries.ts';
import { deliveriesPage, deliveryCounts, redriveDeliveries, type DeliveryFilter } from '#db/queries/delivery-list.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { created, finding, later, nothingMore, NOW, turn } from '../turns.ts';

const OTHER = '444455556666';
const FINDINGS = Array.from({ length: 6 }, (_, n) => finding(n, n < 4 ? {} : { accountId: OTHER }));
const id = (n: number) => finding(n).id;
const ofOther: ViewerScope = { kind: 'some', accounts: [OTHER], organizationalUnits: [] };

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database.db);
    const deliveries = ['hub', 'webhook/pager'].flatMap((sink) =>
      FINDINGS.map((each) => ({
        sink,
        terms: EVERY_VERSION,
        findingId: each.id,
        partition: 'p',
      })),
    );
    await commitTurn(database.db, turn({ findings: created(...FINDINGS), deliveries }), nothingMore);
    const settled = ['failed', 'delivered', 'failed'] as const;
    await settleDeliveries(
      database.db,
      'hub',
      settled.map((outcome, n) => ({
        findingId: id(n * 2),
        version: finding(n * 2).updatedAt,
        outcome,
        error: outcome === 'failed' ? 'Too long.' : undefined,
        nextAttemptAt: NOW,
      })),
      NOW,
    );
  });
  afterAll(() => database.close());

  const names = async (scope: ViewerScope, filter: DeliveryFilter, limit = 100) =>
    (await deliveriesPage(database.db, scope, filter, { limit })).map(({ sink, findingId }) => [
      sink,
      Number(findingId),
    ]);

  test('deliveries are listed by sink and finding, page by page, each once', async () => {
    const seen: unknown[] = [];
    let after: { sink: string; findingId: string } | undefined;
    for (;;) {
      const page = await deliveriesPage(database.db, EVERYTHING, {}, { limit: 5, after });
      if (page.length === 0) break;
      seen.push(...page.map(({ sink, findingId }) => [sink, Number(findingId)]));
      after = page.at(-1);
    }
    expect(seen).toEqual(['hub', 'webhook/pager'].flatMap((sink) => FINDINGS.map((_, n) => [sink, n])));
  });

  test('what failed is found, with the reason', async () => {
    expect(await names(EVERYTHING, { states: ['failed'] })).toEqual([
      ['hub', 0],
      ['hub', 4],
    ]);
    expect(await names(EVERYTHING, { states: ['failed'], sinks: ['webhook/pager'] })).toEqual([]);
    const [first] = await deliveriesPage(database.db, EVERYTHING, { findingIds: [id(0)] }, { limit: 1 });
    expect(first).toMatchObject({ type: finding(0).type, attempts: 1, lastError: 'Too long.', deliveredAt: null });
    const [taken] = await deliveriesPage(database.db, EVERYTHING, { states: ['delivered'] }, { limit: 1 });
    expect(taken).toMatchObject({ findingId: id(2), deliveredAt: NOW });
  });

  test('who may see one account sees its deliveries alone, in lists and counts', async () => {
    expect(await names(ofOther, {})).toEqual([
      ['hub', 4],
      ['hub', 5],
      ['webhook/pager', 4],
      ['webhook/pager', 5],
    ]);
    expect(await names(ofOther, { findingIds: [id(0)] })).toEqual([]);
    expect(await deliveryCounts(database.db, ofOther)).toEqual([
      { sink: 'hub', state: 'failed', deliveries: 1 },
      { sink: 'hub', state: 'pending', deliveries: 1 },
      { sink: 'webhook/pager', state: 'pending', deliveries: 2 },
    ]);
  });

  test('dead letters are driven again as if they were new, and nothing else is touched', async () => {
    const at = later(60_000);
    const redrive = (filter: DeliveryFilter, scope: ViewerScope = EVERYTHING) =>
      database.db.transaction((tx) => redriveDeliveries(tx, scope, filter, { who: 'alice' }, at));
    expect(await redrive({ findingIds: [id(0)] }, ofOther)).toBe(0);
    expect(await redrive({ findingIds: [id(0), id(2)] })).toBe(1);
    const [first] = await deliveriesPage(
      database.db,
      EVERYTHING,
      { findingIds: [id(0)], sinks: ['hub'] },
      { limit: 1 },
    );
    expect(first).toMatchObject({ state: 'pending', attempts: 0, lastError: null, nextAttemptAt: at });
    expect(await redrive({ sinks: ['webhook/pager'] })).toBe(0);
    expect(await redrive({ sinks: ['hub'] })).toBe(1);
    expect(await names(EVERYTHING, { states: ['delivered'] })).toEqual([['hub', 2]]);
    await database.db.execute(sql`update deliveries set state = 'withheld' where sink = 'webhook/pager'`);
    expect(await redrive({})).toBe(0);
    const told = await auditPage(database.db, EVERYTHING, { limit: 10 });
    expect(told.map(({ entry }) => entry)).toEqual([
      { who: 'alice', what: 'deliveries.redriven', about: { sinks: ['hub'], redriven: 1 } },
      { who: 'alice', what: 'deliveries.redriven', about: { findingIds: [id(0), id(2)], redriven: 1 } },
    ]);
  });
});
