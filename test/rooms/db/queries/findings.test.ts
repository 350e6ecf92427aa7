import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { commitTurn, writeFindings, type FindingChange } from '#db/queries/commit.ts';
import { findingsPage, judgedWith, type FindingPage } from '#db/queries/findings.ts';
import { putUnitsAbove } from '#db/queries/organizational-units.ts';
import { countFindings } from '#db/queries/statistics.ts';
import type { FieldFilter, FindingField } from '#services/model/finding-field.ts';
import {
  FIELD_ENTRIES,
  FINDING_FIELDS,
  FINDING_FILTERS,
  FINDING_SORTS,
  type Filter,
  type FindingOrder,
} from '#services/model/finding-fields.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import type { Finding } from '#services/model/finding.ts';
import { valuesIn } from '#services/model/finding-values.ts';
import { onBothDatabases } from '../../../databases.ts';
import { FINDINGS, SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { HOSTILE_FINDINGS } from '../../../formats/hostile-findings.ts';
import { memberAccount } from '../../../member-account.ts';
import { MANY_FINDINGS } from '../many-findings.ts';
import { created, finding, later, nothingMore, putDispositions, turn } from '../turns.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const CASES: readonly (readonly [string, FindingFilter, (finding: Finding, n: number) => boolean])[] = [
  ['types', { types: ['Recon:EC2/Portscan'] }, ({ type }) => type === 'Recon:EC2/Portscan'],
  ['least severity', { severityMin: 8 }, ({ severity }) => severity >= 8],
  ['severity bands', { severities: ['Low', 'Critical'] }, ({ severity }) => severity === 2 || severity === 9],
  ['no severity band at all', { severities: [] }, () => false],
  ['accounts', { accountIds: ['444455556666'] }, ({ accountId }) => accountId === '444455556666'],
  ['units', { organizationalUnits: ['ou-ab12-cd34ef56'] }, ({ accountId }) => accountId === '444455556666'],
  ['Regions', { regions: ['eu-west-1', 'eu-west-2'] }, ({ region }) => region === 'eu-west-1'],
  ['statuses', { statuses: ['NEW', 'REOPENED'] }, ({ disposition }) => disposition.status === 'NEW'],
  [
    'least severity for their owner',
    { contextSeverityMin: 8.5 },
    ({ severity }, n) => n === 8 || (severity >= 8.5 && n !== 7),
  ],
  [
    'severity bands for their owner',
    { contextSeverities: ['Low'] },
    ({ severity }, n) => n === 7 || (severity === 2 && n !== 8),
  ],
  ['what rates them', { ratedBy: ['r'] }, (_, n) => n === 7 || n === 8],
  ['what hides them', { suppressedBy: ['a-rule'] }, (_, n) => n === 10],
  ['whose hands they are in', { assignees: ['dora', 'dave'] }, (_, n) => n === 3],
  ['what they were worth', { feedback: ['NOT_USEFUL'] }, (_, n) => n === 6],
  ['archived', { archived: true }, ({ service }) => service.archived],
  ['not archived', { archived: false }, ({ service }) => !service.archived],
  ['the time it was seen', { seenFrom: later(5000), seenBefore: later(8000) }, (_, n) => n >= 5 && n < 8],
  ['a resource', { resourceIds: ['i-7'] }, (_, n) => n === 7],
  [
    'who did it, in whichever session, and in a cluster',
    { principals: ['AROAEXAMPLEROLE000001'] },
    (_, n) => n >= 2 && n < 5,
  ],
  ['any of several principals', { principals: ['AIDAEXAMPLEUSER000001', 'AROA'] }, (_, n) => n === 5],
  ['a root user, who is nobody that he let in', { principals: ['111122223333'] }, (_, n) => n === 8],
  ['an other end', { remoteAddresses: ['192.0.2.1', '198.51.100.8'] }, (_, n) => n % 6 === 1],
  [
    'the other ends that all have, of some',
    { remoteAddresses: ['203.0.113.9'], resourceIds: ['i-1'] },
    (_, n) => n === 1,
  ],
  ['none of no other ends', { remoteAddresses: [] }, () => false],
  ['when it was created', { createdFrom: later(4), createdBefore: later(9) }, (_, n) => n >= 4 && n < 9],
  ['a start of changes', { updatedFrom: later(1) }, (_, n) => n % 2 === 1],
  ['an end of changes', { updatedBefore: later(1) }, (_, n) => n % 2 === 0],
  ['a most severity', { severityBelow: 5 }, ({ severity }) => severity < 5],
  ['a most severity for their owner', { contextSeverityBelow: 2 }, (_, n) => n === 7],
  ['that they are in somebody’s hands', { assigned: true }, (_, n) => n === 3 || n === 4],
  ['that they are in nobody’s hands', { assigned: false }, (_, n) => n !== 3 && n !== 4],
  ['that a rule hides them', { suppressed: true }, (_, n) => n === 10],
  ['that a rule rates them', { rated: true }, (_, n) => n === 7 || n === 8],
  ['that nobody judged them', { judged: false }, (_, n) => n !== 4 && n !== 6],
  ['that all of it was since', { firstSeenFrom: later(15_000) }, (_, n) => n >= 15],
  ['that nothing of it was since', { lastSeenBefore: later(3500) }, (_, n) => n < 3],
  ['words', { text: 'SSHBruteForce 1111-2222' }, () => false],
  [
    'words of any place',
    { text: 'sshbruteforce, 111122223333' },
    ({ type }, n) => !type.includes('Port') && n % 2 === 0,
  ],
  ['the beginning of the last word', { text: 'ec2 ports' }, ({ type }) => type.includes('Port')],
  ['the beginning of a word that is not the last', { text: 'ports ec2' }, () => false],
  ['the id of a resource as people write it', { text: '"i-17"' }, (_, n) => n === 17],
  ['a letter that is not there before a word that is', { text: 'x-17' }, () => false],
  ['letters alone', { text: 'x i' }, () => false],
  ['no words at all', { text: " &|!:*()'" }, () => false],
  [
    'all of several',
    { and: [{ severityMin: 8 }, { accountIds: ['111122223333'] }] },
    ({ severity }, n) => severity >= 8 && n % 2 === 0,
  ],
  ['any of several', { or: [{ resourceIds: ['i-1'] }, { assignees: ['dora'] }] }, (_, n) => n === 1 || n === 3],
  ['any of none', { or: [] }, () => false],
  ['not everything', { not: {} }, () => false],
  ['what is not so, though nothing is known of it', { not: { assignees: ['dora'] } }, (_, n) => n !== 3],
  [
    'what is not so, deep down',
    {
      regions: ['us-east-1'],
      not: { or: [{ judged: true }, { and: [{ severityMin: 3 }, { not: { assigned: true } }] }] },
    },
    ({ severity }, n) => n < 15 && n !== 4 && n !== 6 && !(severity >= 3 && n !== 3),
  ],
  [
    'several things at once',
    { archived: false, regions: ['us-east-1'], severityMin: 5 },
    ({ service, severity }, n) => !service.archived && n < 15 && severity >= 5,
  ],
];

/** Filters that no case above uses: those of a new field. */
const UNTRIED = FINDING_FILTERS.filter(({ name }) => !CASES.some(([, filter]) => name in filter));

/** The value of a field of a finding. */
function told(one: Finding | undefined, { path, otherwise }: Pick<FindingField, 'path' | 'otherwise'>): unknown {
  const at = (names: readonly string[]) => names.reduce<unknown>((value, key) => Object(value)[key], one);
  return at(path) ?? (otherwise && at(otherwise));
}

/** The place of a number or a time in an order. */
function placeOf(value: unknown): number {
  return typeof value === 'number' ? value : Date.parse(String(value));
}

function byPlace(a: unknown, b: unknown): number {
  return placeOf(a) - placeOf(b);
}

function keeps(how: FieldFilter['keeps'], value: unknown, asked: unknown): boolean {
  if (how === 'any' || how === 'is') return value === asked;
  if (how === 'from') return placeOf(value) >= placeOf(asked);
  if (how === 'below') return placeOf(value) < placeOf(asked);
  if (how === 'known') return value !== undefined;
  throw new Error(`A filter that keeps ${how} needs a case above: what it keeps is no matter of one value.`);
}

function askedWith({ keeps: how, holds }: Filter, asked: unknown): unknown {
  if (how === 'known') return true;
  const value = holds === 'moment' ? new Date(placeOf(asked)) : asked;
  return how === 'any' ? [value] : value;
}

function order(by: FindingOrder['by'], descending = true): FindingOrder {
  return { by, descending };
}

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await commitTurn(database.db, turn({ findings: created(...MANY_FINDINGS) }), nothingMore);
    await putDispositions(database.db, MANY_FINDINGS);
    await putAccounts(database.db, [memberAccount('111122223333'), memberAccount('444455556666')], later(1));
    await putUnitsAbove(database.db, new Map([['444455556666', ['ou-ab12-11111111', 'ou-ab12-cd34ef56']]]));
  });
  afterAll(() => database.close());

  const idsOf = async (filter: FindingFilter) =>
    (await findingsPage(database.db, EVERYTHING, filter, order('lastSeen', false), { limit: 100 })).map((row) =>
      Number(row.finding.id),
    );

  test.each(FINDING_SORTS.flatMap((by) => [[by, true] as const, [by, false] as const]))(
    'pages by %s (descending: %s) meet every finding once, ties included',
    async (by, descending) => {
      const met: Finding[] = [];
      let after: FindingPage['after'];
      for (let pages = 0; pages < 10; pages++) {
        const page = await findingsPage(database.db, EVERYTHING, {}, order(by, descending), { limit: 3, after });
        met.push(...page.map((row) => row.finding));
        after = page.at(-1)?.cursor;
        if (page.length < 3) break;
      }
      expect(new Set(met.map(({ id }) => id)).size).toBe(20);
      expect(met).toHaveLength(20);
      const places = met.map((one) => ({ value: placeOf(told(one, FINDING_FIELDS[by])), id: one.id }));
      const inOrder = places.toSorted((a, b) => a.value - b.value || (a.id < b.id ? -1 : 1));
      expect(places).toEqual(descending ? inOrder.toReversed() : inOrder);
    },
  );

  test('walking backwards from a place gives what lies right before it, last one first', async () => {
    const all = await findingsPage(database.db, EVERYTHING, {}, order('severity'), { limit: 20 });
    const before = all[10]?.cursor;
    const page = await findingsPage(database.db, EVERYTHING, {}, order('severity'), {
      limit: 4,
      before,
      inverted: true,
    });
    expect(page.map(({ cursor }) => cursor)).toEqual(
      all
        .slice(6, 10)
        .toReversed()
        .map(({ cursor }) => cursor),
    );
  });

  test('a finding comes back as it was written', async () => {
    const [row] = await findingsPage(database.db, EVERYTHING, {}, order('lastSeen', false), { limit: 1 });
    expect(row?.finding).toEqual(MANY_FINDINGS[0]);
  });

  test('the columns say what the finding says', async () => {
    const rows = await database.db.execute<Record<string, unknown>>(sql`select * from findings order by id`, 'objects');
    for (const [n, row] of rows.entries())
      for (const { name, holds, part, ...field } of FIELD_ENTRIES) {
        // Words are tested by their filter, and lists of texts by the next test.
        if (holds === 'words' || holds === 'texts' || part !== undefined) continue;
        const column = row[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
        expect([name, holds === 'moment' ? new Date(String(column)).toISOString() : column]).toEqual([
          name,
          told(MANY_FINDINGS[n], field) ?? null,
        ]);
      }
  });

  test('whom and which addresses a finding names, the database knows as everybody else', async () => {
    const others = [...FINDINGS, ...HOSTILE_FINDINGS];
    await commitTurn(database.db, turn({ id: 'turn-2', findings: created(...others) }), nothingMore);
    const rows = await database.db.execute<{ id: string; principal: string | null; remote_address: string[] }>(
      sql`select id, principal, remote_address from findings`,
      'objects',
    );
    for (const { id, principal, remote_address: addresses } of rows) {
      const one = [...MANY_FINDINGS, ...others].find((each) => each.id === id) ?? SSH_BRUTE_FORCE;
      expect([id, principal, new Set(addresses)]).toEqual([
        id,
        valuesIn(one, 'principal')[0] ?? null,
        new Set(valuesIn(one, 'remoteAddress')),
      ]);
    }
    expect(rows.filter(({ principal }) => principal === 'AROAEXAMPLEROLE000001').length).toBeGreaterThan(2);
    const ids = others.map(({ id }) => id);
    await database.db.execute(sql`delete from findings where id = any(${sql.param(ids)}::text[])`);
  });

  test('a finding keeps what it was judged with until records change it again, for those who may see it', async () => {
    const [one, id] = [finding(98), finding(98).id];
    const judged = { at: one.updatedAt, settings: [{ name: 'ports', value: 50, setFor: 'organization' }] };
    const write = async (change: Partial<FindingChange>) =>
      writeFindings(database.db, [{ finding: one, memory: undefined, previous: undefined, ...change }], later(1));
    await write({});
    await write({ judgedWith: judged, previous: one.updatedAt });
    // Only the knowledge about its resource changed.
    await write({ previous: one.updatedAt });
    expect(await judgedWith(database.db, EVERYTHING, id)).toEqual(judged);
    const elsewhere = { kind: 'some', accounts: ['999999999999'], organizationalUnits: [] } as const;
    expect(await judgedWith(database.db, elsewhere, id)).toBeUndefined();
    await database.db.execute(sql`delete from findings where id = ${id}`);
  });

  test('a time that no calendar has stops no commit', async () => {
    const mad = finding(99, { service: { ...SSH_BRUTE_FORCE.service, eventLastSeen: '+058806-04-09T00:00:00.000Z' } });
    expect(await commitTurn(database.db, turn({ findings: created(mad) }), nothingMore)).toBe(true);
    expect(await idsOf({ seenFrom: new Date('9999-01-01') })).toEqual([99]);
    await database.db.execute(sql`delete from findings where id = ${mad.id}`);
  });

  test('what others name never stops a commit, however long it is', async () => {
    const { resource, service } = SSH_BRUTE_FORCE;
    const [id, principalId, end] = ['y'.repeat(9000), 'A'.repeat(9000), 'z'.repeat(9000)];
    const long = finding(99, {
      title: `needle ${'x'.repeat(3000)}`,
      resource: { ...resource, id, accessKeyDetails: { principalId } },
      service: { ...service, evidence: { ...service.evidence, remotes: { size: 1, values: [end] } } },
    });
    expect(await commitTurn(database.db, turn({ findings: created(long) }), nothingMore)).toBe(true);
    expect(await idsOf({ text: 'needle' })).toEqual([99]);
    expect(await idsOf({ resourceIds: [id], remoteAddresses: [end] })).toEqual([99]);
    await database.db.execute(sql`delete from findings where id = ${long.id}`);
  });

  test.each(UNTRIED)('filters by $name', async (filter) => {
    const field = FINDING_FIELDS[filter.field];
    const values = MANY_FINDINGS.map((each) => told(each, field));
    const known = values.filter((value) => value !== undefined).toSorted(byPlace);
    expect(
      new Set(values).size,
      `all of many-findings.ts have the same ${filter.field}: let some have another`,
    ).toBeGreaterThan(1);
    const asked = known[Math.ceil(known.length / 2)];
    const kept = values.flatMap((value, n) => (keeps(filter.keeps, value, asked) ? [n] : []));
    expect([0, MANY_FINDINGS.length]).not.toContain(kept.length);
    expect(await idsOf({ [filter.name]: askedWith(filter, asked) })).toEqual(kept);
  });

  test.each(CASES)('filters by %s', async (_, filter, rule) => {
    const expected = MANY_FINDINGS.flatMap((each, n) => (rule(each, n) ? [n] : []));
    // A filter without effect would let everything through.
    expect(expected.length).toBeLessThan(MANY_FINDINGS.length);
    expect(await idsOf(filter)).toEqual(expected);
    expect(await countFindings(database.db, EVERYTHING, filter)).toBe(expected.length);
  });
});
