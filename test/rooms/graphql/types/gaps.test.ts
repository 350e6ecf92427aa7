import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replaceProofGaps } from '#db/queries/digests.ts';
import { pastGaps } from '#db/schema/coverage.ts';
import { PROOF_REMEDIES, type ProofGap } from '#services/model/digest.ts';
import { later, NOW } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const HOUR = 3_600_000;
const [OURS, THEIRS] = ['111122223333', '444455556666'];
const iso = (ms: number) => later(ms).toISOString();
const SPAN = { from: iso(0), to: iso(48 * HOUR) };

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([], { now: () => later(48 * HOUR + 1) });
  const { db } = api.database;
  const gap = (key: string, from: number, rest: Partial<ProofGap> = {}): ProofGap => ({
    kind: 'object-missing',
    bucket: 'logs',
    key,
    accountId: OURS,
    region: 'us-east-1',
    source: 'cloudtrail',
    from: NOW.getTime() + from,
    to: NOW.getTime() + from + HOUR,
    detail: `${key} is gone.`,
    ...rest,
  });
  const put = (cause: string, ms: number, ...gaps: readonly ProofGap[]) =>
    replaceProofGaps(db, { bucket: 'logs', cause }, gaps, later(ms));
  await put('one', 1, gap('ended', 40 * HOUR), gap('old', 0));
  await put('one', 2, gap('old', 0));
  await put('two', 1, gap('new', 30 * HOUR, { kind: 'object-altered' }), gap('theirs', HOUR, { accountId: THEIRS }));
  await put('three', 1, gap('before', -2 * HOUR), gap('after', 48 * HOUR), gap('unknown', HOUR, { source: 'gone' }));
  const past = {
    about: 'detection',
    accountId: OURS,
    region: 'us-east-1',
    reason: 'error',
    detail: 'Denied.',
  } as const;
  await db.insert(pastGaps).values([
    { ...past, source: 'cloudtrail', since: later(-HOUR), endedAt: later(0) },
    { ...past, source: null, region: null, since: later(HOUR), endedAt: later(2 * HOUR) },
    { ...past, source: 'gone', since: later(HOUR), endedAt: later(2 * HOUR) },
    { ...past, source: 'vpc-flow', since: later(48 * HOUR), endedAt: later(50 * HOUR) },
    { ...past, source: 'vpc-flow', since: later(-2 * HOUR), endedAt: later(-1) },
  ]);
});
afterAll(() => api.close());

async function ask(query: string, variables: object = SPAN): Promise<readonly Record<string, unknown>[]> {
  const { data, errors } = await api.ask(query, variables);
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return Reflect.get(data, 'found');
}

describe('what digests prove', () => {
  const KEYS = `query ($from: DateTime!, $to: DateTime!, $accountIds: [String!]) {
    found: proofGaps(from: $from, to: $to, accountIds: $accountIds) { key } }`;

  test('is told of a time, what still is first, then the newest; of a source that is gone nothing', async () => {
    expect((await ask(KEYS)).map(({ key }) => key)).toEqual(['new', 'theirs', 'old', 'ended']);
    const some = await ask(KEYS, { ...SPAN, accountIds: [THEIRS] });
    expect(some.map(({ key }) => key)).toEqual(['theirs']);
    expect(await ask(KEYS, { ...SPAN, accountIds: [] })).toEqual([]);
    // Gaps that touch the time are listed. Those that begin at its end are not.
    const touching = await ask(KEYS, { from: iso(-HOUR), to: iso(0) });
    expect(touching.map(({ key }) => key)).toEqual(['before']);
  });

  test('is told with what to do', async () => {
    const [first, , , last] =
      await ask(`query ($from: DateTime!, $to: DateTime!) { found: proofGaps(from: $from, to: $to) {
      kind accountId region source bucket key from to detail remedy since endedAt } }`);
    expect(first).toEqual({
      kind: 'OBJECT_ALTERED',
      accountId: OURS,
      region: 'us-east-1',
      source: 'CLOUDTRAIL',
      bucket: 'logs',
      key: 'new',
      from: iso(30 * HOUR),
      to: iso(31 * HOUR),
      detail: 'new is gone.',
      remedy: PROOF_REMEDIES['object-altered'],
      since: iso(1),
      endedAt: null,
    });
    expect(last).toMatchObject({ key: 'ended', endedAt: iso(2), remedy: PROOF_REMEDIES['object-missing'] });
  });
});

test('gaps that have ended are told of a time, also those of a whole account', async () => {
  const query = `query ($from: DateTime!, $to: DateTime!) { found: pastGaps(from: $from, to: $to) {
    about accountId region source reason detail since endedAt } }`;
  const common = { about: 'DETECTION', accountId: OURS, reason: 'ERROR', detail: 'Denied.' };
  expect(await ask(query)).toEqual([
    { ...common, region: null, source: null, since: iso(HOUR), endedAt: iso(2 * HOUR) },
    { ...common, region: 'us-east-1', source: 'CLOUDTRAIL', since: iso(-HOUR), endedAt: iso(0) },
  ]);
});

/** Fifty hours of this many accounts. */
function fiftyHours(count: number): object {
  return { accountIds: Array<string>(count).fill(THEIRS), from: iso(0), to: iso(50 * HOUR) };
}

describe('the hours of streams', () => {
  const QUERY = `query ($accountIds: [String!]!, $from: DateTime!, $to: DateTime!) {
    found: coverageHours(accountIds: $accountIds, from: $from, to: $to) {
      accountId region source hours { hour state objects failed late pending proved disproved records unreadable } } }`;

  test('of the first day that can be written are answered, though no week stands before it', async () => {
    const asked = { accountIds: [OURS], from: '0001-01-01', to: '0001-01-02' };
    expect(await ask(QUERY, asked)).toEqual(expect.any(Array));
  });

  test('begin on the hour, and what was usual in the week before says whether silence is a gap', async () => {
    await api.database.db.execute(sql`insert into read_hours
        (account_id, region, source, hour, objects, failed, late, proved, records, unreadable)
      select ${OURS}, 'us-east-1', s, ${NOW.toISOString()}::timestamptz - n * interval '1 hour', 2, 0, 1, 1, 30, 0
      from generate_series(0, 99) as n, unnest(array['vpc-flow', 'gone']) as s`);
    const asked = { accountIds: [OURS], from: iso(59 * 60_000), to: iso(2 * HOUR + 1) };
    const [flow, ...others] = (await ask(QUERY, asked)).filter(({ source }) => source !== 'CLOUDTRAIL');
    const nothing = { objects: 0, failed: 0, late: 0, pending: 0, proved: 0, disproved: 0, records: 0, unreadable: 0 };
    expect(flow).toEqual({
      accountId: OURS,
      region: 'us-east-1',
      source: 'VPC_FLOW',
      hours: [
        { ...nothing, hour: iso(0), state: 'READ', objects: 2, late: 1, proved: 1, records: 30 },
        { ...nothing, hour: iso(HOUR), state: 'SILENT' },
      ],
    });
    expect(others).toEqual([]);
  });

  test('are told of so many accounts as an answer may hold', async () => {
    expect(await ask(QUERY, fiftyHours(100))).toHaveLength(1);
    await expect(ask(QUERY, fiftyHours(101))).rejects.toThrow('more than 5000 hours');
  });
});
