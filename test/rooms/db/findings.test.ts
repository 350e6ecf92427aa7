import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import {
  countFindings,
  findingsPage,
  type FindingFilter,
  type FindingOrder,
  type FindingPage,
} from '#db/queries/findings.ts';
import { findingCounts } from '#db/queries/statistics.ts';
import type { Finding } from '#services/model/finding.ts';
import { onBothDatabases } from '../../databases.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { created, finding, later, nothingMore, turn } from './turns.ts';

/** Twenty findings with many ties: four severities, two times, two accounts, every fifth archived. */
const FINDINGS: readonly Finding[] = Array.from({ length: 20 }, (_, n) =>
  finding(n, {
    severity: [2, 5, 8, 9][n % 4] ?? 2,
    accountId: n % 2 === 0 ? '111122223333' : '444455556666',
    region: n < 15 ? 'us-east-1' : 'eu-west-1',
    type: n % 3 === 0 ? 'Recon:EC2/Portscan' : 'UnauthorizedAccess:EC2/SSHBruteForce',
    updatedAt: later(n % 2).toISOString(),
    service: {
      ...SSH_BRUTE_FORCE.service,
      archived: n % 5 === 0,
      eventFirstSeen: later(n * 1000).toISOString(),
      eventLastSeen: later(n * 1000 + 500).toISOString(),
    },
  }),
);

function order(by: FindingOrder['by'], descending = true): FindingOrder {
  return { by, descending };
}

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await commitTurn(database.db, turn({ findings: created(...FINDINGS) }), nothingMore);
  });
  afterAll(() => database.close());

  const idsOf = async (filter: FindingFilter) =>
    (await findingsPage(database.db, filter, order('lastSeen', false), { limit: 100 })).map((row) =>
      Number(row.finding.id),
    );

  test.each([
    ['severity', true],
    ['severity', false],
    ['updatedAt', true],
    ['updatedAt', false],
    ['lastSeen', true],
  ] as const)('pages by %s (descending: %s) meet every finding once, ties included', async (by, descending) => {
    const met: Finding[] = [];
    let after: FindingPage['after'];
    for (let pages = 0; pages < 10; pages++) {
      const page = await findingsPage(database.db, {}, order(by, descending), { limit: 3, after });
      met.push(...page.map((row) => row.finding));
      after = page.at(-1)?.cursor;
      if (page.length < 3) break;
    }
    expect(new Set(met.map(({ id }) => id)).size).toBe(20);
    expect(met).toHaveLength(20);
    const places = met.map(({ id, severity, updatedAt, service }) => {
      const value = { severity, updatedAt: Date.parse(updatedAt), lastSeen: Date.parse(service.eventLastSeen) }[by];
      return { value, id };
    });
    const inOrder = places.toSorted((a, b) => a.value - b.value || (a.id < b.id ? -1 : 1));
    expect(places).toEqual(descending ? inOrder.toReversed() : inOrder);
  });

  test('walking backwards from a place gives what lies right before it, last one first', async () => {
    const all = await findingsPage(database.db, {}, order('severity'), { limit: 20 });
    const before = all[10]?.cursor;
    const page = await findingsPage(database.db, {}, order('severity'), { limit: 4, before, inverted: true });
    expect(page.map(({ cursor }) => cursor)).toEqual(
      all
        .slice(6, 10)
        .toReversed()
        .map(({ cursor }) => cursor),
    );
  });

  test('a finding comes back as it was written', async () => {
    const [row] = await findingsPage(database.db, {}, order('lastSeen', false), { limit: 1 });
    expect(row?.finding).toEqual(FINDINGS[0]);
  });

  test.each<[string, FindingFilter, (finding: Finding, n: number) => boolean]>([
    ['types', { types: ['Recon:EC2/Portscan'] }, ({ type }) => type === 'Recon:EC2/Portscan'],
    ['least severity', { severityMin: 8 }, ({ severity }) => severity >= 8],
    ['severity bands', { severities: ['Low', 'Critical'] }, ({ severity }) => severity === 2 || severity === 9],
    ['no severity band at all', { severities: [] }, () => false],
    ['accounts', { accountIds: ['444455556666'] }, ({ accountId }) => accountId === '444455556666'],
    ['Regions', { regions: ['eu-west-1', 'eu-west-2'] }, ({ region }) => region === 'eu-west-1'],
    ['archived', { archived: true }, ({ service }) => service.archived],
    ['not archived', { archived: false }, ({ service }) => !service.archived],
    ['the time it was seen', { seenFrom: later(5000), seenBefore: later(8000) }, (_, n) => n >= 5 && n < 8],
    ['a resource', { resourceIds: ['i-0abcd1234ef567890'] }, () => true],
    [
      'several things at once',
      { archived: false, regions: ['us-east-1'], severityMin: 5 },
      ({ service, severity }, n) => !service.archived && n < 15 && severity >= 5,
    ],
  ])('filters by %s', async (_, filter, rule) => {
    const expected = FINDINGS.flatMap((each, n) => (rule(each, n) ? [n] : []));
    expect(await idsOf(filter)).toEqual(expected);
    expect(await countFindings(database.db, filter)).toBe(expected.length);
  });

  test.each([
    ['severity', { Low: 5, Medium: 5, High: 5, Critical: 5 }],
    ['type', { 'Recon:EC2/Portscan': 7, 'UnauthorizedAccess:EC2/SSHBruteForce': 13 }],
    ['accountId', { '111122223333': 10, '444455556666': 10 }],
    ['region', { 'us-east-1': 15, 'eu-west-1': 5 }],
  ] as const)('counts by %s', async (group, expected) => {
    const counts = await findingCounts(database.db, {}, group);
    expect(Object.fromEntries(counts.map(({ key, count }) => [key, count]))).toEqual(expected);
  });

  test('counts keep to the filter and say when it was last seen', async () => {
    const [count] = await findingCounts(database.db, { severities: ['Critical'], archived: false }, 'severity');
    expect(count).toEqual({ key: 'Critical', count: 4, lastSeen: later(19_500) });
  });
});
