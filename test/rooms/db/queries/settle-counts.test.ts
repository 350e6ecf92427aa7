import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Db } from '#db/client.ts';
import { settleCounts } from '#db/queries/settle-counts.ts';
import { countFindings, createdCounts, findingCounts, findingsOverTime } from '#db/queries/statistics.ts';
import { findingDays, findingGroups, findingStarts } from '#db/schema/finding-counts.ts';
import { FINDING_FACETS } from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { MANY_FINDINGS } from '../many-findings.ts';
import { finding, later, putDispositions } from '../turns.ts';

/** Lets everything through. No count is stored by this field, so the findings themselves are counted. */
const LOOKED_AT: FindingFilter = { createdFrom: new Date(0) };

const ONE = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] } as const;

const FILTERS: readonly FindingFilter[] = [
  {},
  { or: [{ archived: false, severities: ['High', 'Critical'] }, { not: { severityMin: 5 } }] },
];

const idsOf = (...numbers: readonly number[]) =>
  sql`id in (select * from jsonb_array_elements_text(${JSON.stringify(numbers.map((n) => finding(n).id))}::jsonb))`;

const seenAt = (ms: number) =>
  sql`jsonb_set(body, '{service,eventLastSeen}', to_jsonb(${later(ms).toISOString()}::text))`;

onBothDatabases((open) => {
  let database: Database;
  let db: Db;
  beforeAll(async () => {
    database = await open();
    ({ db } = database);
  });
  beforeEach(async () => {
    await empty(db);
    await insert(MANY_FINDINGS);
    await putDispositions(db, MANY_FINDINGS);
  });
  afterAll(() => database.close());

  async function insert(some: typeof MANY_FINDINGS): Promise<void> {
    const rows = some.map((body) => ({ id: body.id, body }));
    await db.execute(sql`insert into findings (id, body)
      select id, body from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, body jsonb)`);
  }

  async function answers(filter: FindingFilter) {
    return {
      count: await countFindings(db, EVERYTHING, filter),
      bySeverity: await findingCounts(db, EVERYTHING, filter, 'severity'),
      byAssignee: await findingCounts(db, EVERYTHING, filter, 'assignee', 2),
      ofOne: await findingCounts(db, ONE, filter, 'status'),
      byDay: await findingsOverTime(db, EVERYTHING, filter, 'day', 'lastSeen'),
      byDayOfOne: await findingsOverTime(db, ONE, filter, 'day', 'lastSeen'),
      byHour: await findingsOverTime(db, EVERYTHING, filter, 'hour', 'lastSeen'),
    };
  }

  async function looked() {
    return Promise.all(FILTERS.map((filter) => answers({ and: [filter, LOOKED_AT] })));
  }

  const DAY = new Date('2026-03-02T00:00:00Z');

  async function starts() {
    const counted = await Promise.all([EVERYTHING, ONE].map((scope) => createdCounts(db, scope, DAY)));
    return counted.map((counts) => [...counts].filter(([, n]) => n > 0).toSorted());
  }

  async function lookedStarts() {
    const counted = await Promise.all(
      [EVERYTHING, ONE].map((scope) => findingCounts(db, scope, { createdFrom: DAY }, 'type')),
    );
    return counted.map((rows) => rows.map(({ key, count }) => [key, count]).toSorted());
  }

  test.each([
    ['findings come', () => insert([finding(50, { severity: 9 }), finding(51)])],
    ['findings go', () => db.execute(sql`delete from findings where ${idsOf(0, 3, 19)}`)],
    ['all go', () => db.execute(sql`delete from findings`)],
    [
      'they grow, on another day too',
      () => db.execute(sql`update findings set body = ${seenAt(90_000_000)} where ${idsOf(2, 7)}`),
    ],
    [
      'the latest is found to be earlier',
      () => db.execute(sql`update findings set body = ${seenAt(-90_000_000)} where ${idsOf(19)}`),
    ],
    [
      'they become worse',
      () => db.execute(sql`update findings set body = body || '{"severity": 9.5}' where ${idsOf(0, 4, 18)}`),
    ],
    [
      'somebody takes the latest, and it goes out of sight',
      () =>
        db.execute(
          sql`update findings set disposition = disposition || '{"assignee": "dora", "archived": true}' where ${idsOf(19)}`,
        ),
    ],
    ['what is not counted changes', () => db.execute(sql`update findings set body = body || '{"title": "Another"}'`)],
    [
      'a writer gives up',
      () =>
        db
          .transaction(async (tx) => {
            await tx.execute(sql`delete from findings`);
            throw new Error('It gives up.');
          })
          .catch(() => undefined),
    ],
    ['everything is dropped', () => db.execute(sql`truncate findings cascade`)],
  ])('when %s, counts are those of the findings, before they are settled and after', async (_what, act) => {
    await settleCounts(db);
    await act();
    const wanted = await looked();
    const wantedStarts = await lookedStarts();
    expect(await Promise.all(FILTERS.map(answers))).toEqual(wanted);
    expect(await starts()).toEqual(wantedStarts);
    await settleCounts(db);
    expect(await Promise.all(FILTERS.map(answers))).toEqual(wanted);
    expect(await starts()).toEqual(wantedStarts);
  });

  test('what is settled has one row a group, and of what is as it was nothing is added', async () => {
    await settleCounts(db);
    const groups = async () => [
      await db.$count(findingGroups),
      await db.$count(findingDays),
      await db.$count(findingStarts),
    ];
    const settled = await groups();
    await db.execute(sql`update findings set body = body || '{"title": "Another"}'`);
    expect(await groups()).toEqual(settled);
    const keys = sql.join(
      FINDING_FACETS.map((name) => sql`${findingGroups[name]}`),
      sql`, `,
    );
    const [row] = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from (select distinct ${keys} from ${findingGroups}) as g`,
      'objects',
    );
    expect(row?.n).toBe(settled[0]);
  });
});
