import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Db } from '#db/client.ts';
import { changesAfter, findingHorizon } from '#db/queries/changes.ts';
import { hastenLane, releaseClaims, type DeliveryLane } from '#db/queries/deliveries.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { findingCounts, findingsOverTime } from '#db/queries/statistics.ts';
import { FINDING_FACETS, FINDING_MOMENTS } from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openEmbedded } from '../../../databases.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';

/** The usual queries read only findings that they return, however many are stored. */

let database: Database;
let asked: { readonly query: string; readonly params: unknown[] }[];
let db: Db;
let pglite: PGlite;
const logQuery = (query: string, params: unknown[]) => void asked.push({ query, params });

beforeAll(async () => {
  database = await openEmbedded();
  if (database.driver.kind !== 'embedded') throw new Error('It is embedded.');
  pglite = database.driver.pglite;
  db = drizzle({ client: pglite, logger: { logQuery } });
  await pglite.query(
    `insert into findings (id, body) select md5(n::text), $1::jsonb || jsonb_build_object(
      'id', md5(n::text), 'type', 'Recon:EC2/T' || n % 7, 'severity', 1 + n % 9, 'accountId', 111122223330 + n % 5,
      'createdAt', to_char(timestamp '2026-01-01' + n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    from generate_series(1, 1000) as n`,
    [JSON.stringify(SSH_BRUTE_FORCE)],
  );
  await pglite.exec('vacuum analyze findings');
  // With few rows the planner would read them all. With this setting it does so only if it has no other way.
  await pglite.exec('set enable_seqscan = off');
});
afterAll(() => database.close());

/** The plans of the statements about findings, or another table, that a question leads to. */
async function plansOf(ask: () => Promise<unknown>, table = 'findings'): Promise<string> {
  asked = [];
  await ask();
  const plans: string[] = [];
  for (const { query, params } of asked.filter((each) => each.query.includes(`from "${table}"`))) {
    const { rows } = await pglite.query<{ 'QUERY PLAN': string }>(`explain ${query}`, params);
    plans.push(...rows.map((row) => row['QUERY PLAN']));
  }
  expect(plans).not.toEqual([]);
  return plans.join('\n');
}

const NEWEST = { by: 'createdAt', descending: true } as const;
const FILTERS: readonly FindingFilter[] = [
  {},
  { accountIds: ['111122223333'], types: ['Recon:EC2/Portscan'] },
  { archived: false, severities: ['High', 'Critical'] },
  { regions: ['eu-west-1'] },
  { resourceIds: ['i-1'] },
  { principals: ['AROAEXAMPLEROLE000001'] },
  { remoteAddresses: ['203.0.113.9'] },
  { text: 'alice' },
  { or: [{ resourceIds: ['i-1'] }, { text: 'i-1' }] },
  { not: { types: ['Recon:EC2/Portscan'] } },
];

test.each(FILTERS)('a page of %j walks an index', async (filter) => {
  expect(await plansOf(() => findingsPage(db, EVERYTHING, filter, NEWEST, { limit: 50 }))).not.toContain('Seq Scan');
});

test('a page of an account and a type is found in its order', async () => {
  const filter = { accountIds: ['111122223333'], types: ['Recon:EC2/T1' as const] };
  const plan = await plansOf(() => findingsPage(db, EVERYTHING, filter, NEWEST, { limit: 5 }));
  expect(plan).toMatch(/Index Scan Backward using findings_counted/);
  // Only findings that were made at the same moment are sorted.
  expect(plan).not.toMatch(/-> {2}Sort/);
});

test.each(['i-1042', 'alice i 1042', 'a b 1042'])(
  'of "%s" the index is asked for the words that are rare',
  async (text) => {
    const plan = await plansOf(() => countFindings(db, EVERYTHING, { text }));
    const [, condition = ''] = /Index Cond: \(words @@ (.*)\)/.exec(plan) ?? [];
    expect(condition).toContain('1042');
    expect(condition).not.toMatch(/'[iab]'/);
    expect(plan).toMatch(/Filter: .*'[iab]'.*IS TRUE/);
  },
);

test('a page of outlines reads no body', async () => {
  asked = [];
  await findingsPage(db, EVERYTHING, {}, NEWEST, { limit: 5 }, 'outline');
  expect(asked.map(({ query }) => query).join()).toContain('"outline"');
  expect(asked.map(({ query }) => query).join()).not.toContain('"body"');
});

test('changes walk an index', async () => {
  const page = { after: undefined, limit: 100 };
  expect(await plansOf(() => changesAfter(db, EVERYTHING, {}, page, () => findingHorizon(db)))).not.toContain(
    'Seq Scan',
  );
});

test.each([releaseClaims, (to: Db, lane: DeliveryLane) => hastenLane(to, lane, new Date(0), [])])(
  'a sender looks at the deliveries that its lane still has to make, and at no others',
  async (change) => {
    const plan = await plansOf(() => change(db, { sink: 'a', partition: 'p' }), 'deliveries');
    expect(plan.match(/Scan \w+ deliveries_due|Scan using \w+/g)).toEqual(Array(2).fill('Scan using deliveries_due'));
  },
);

test.each<readonly [FindingFilter, string]>([
  [{ text: 'alice' }, 'findings_by_words'],
  [{ resourceIds: ['i-1'] }, 'findings_by_resource_id'],
  [{ principals: ['AIDAEXAMPLEUSER000001'] }, 'findings_by_principal'],
  [{ remoteAddresses: ['198.51.100.7', '198.51.100.8'] }, 'findings_by_remote_address'],
])('%j alone is looked up in %s, not filtered', async (filter, index) =>
  expect(await plansOf(() => countFindings(db, EVERYTHING, filter))).toContain(index),
);

const COUNTED: readonly FindingFilter[] = [
  {},
  { accountIds: ['111122223333'] },
  { archived: false, severities: ['High', 'Critical'], not: { assigned: true } },
];

test.each(COUNTED)('what is counted of %j looks at no finding, but for a histogram of an account', async (filter) => {
  asked = [];
  await countFindings(db, EVERYTHING, filter);
  for (const facet of FINDING_FACETS) await findingCounts(db, EVERYTHING, filter, facet);
  if (filter.accountIds === undefined && filter.not === undefined)
    for (const step of ['day', 'week'] as const) await findingsOverTime(db, EVERYTHING, filter, step, 'lastSeen');
  expect(asked.filter(({ query }) => query.includes('from "findings"'))).toEqual([]);
  expect(asked).not.toEqual([]);
});

const SINCE: FindingFilter = { seenFrom: new Date(0) };

test.each(COUNTED)('what is counted of %j since a time is read from an index alone', async (counted) => {
  const filter = { ...counted, ...SINCE };
  const questions = [
    () => countFindings(db, EVERYTHING, filter),
    ...FINDING_FACETS.map((facet) => () => findingCounts(db, EVERYTHING, filter, facet)),
    ...FINDING_MOMENTS.filter((moment) => moment === 'lastSeen' || moment === 'createdAt').map(
      (moment) => () => findingsOverTime(db, EVERYTHING, filter, 'day', moment),
    ),
  ];
  for (const question of questions) {
    const plan = await plansOf(question);
    expect(plan).toMatch(/Index Only Scan/);
    expect(plan).not.toMatch(/Seq Scan|Bitmap Heap Scan|Index Scan using/);
  }
});
