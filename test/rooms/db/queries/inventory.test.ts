import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import {
  factsAbout,
  findingsNaming,
  heldAddresses,
  inventoryVersionsOf,
  lockInventory,
  memberAddresses,
  putFacts,
  putRead,
  unreadSince,
} from '#db/queries/inventory.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { dropExpired } from '#db/queries/sweep.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Fact, FactKey } from '#services/model/inventory.ts';
import { days } from '#services/model/time.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { seeded, shuffled } from '../../../replay/objects.ts';
import { finding, later, nothingMore, NOW, turn } from '../turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

const ACCOUNT = '111122223333';

function fact(since: number, rest: Partial<Fact> = {}): Fact {
  return {
    accountId: ACCOUNT,
    region: 'us-east-1',
    member: 'instanceDetails',
    alias: 'i-0123456789abcdef0',
    since: NOW.getTime() + since,
    details: { instanceType: `of ${since}` },
    taughtBy: 'record',
    ...rest,
  };
}

const keyOf = ({ accountId, region, member, alias }: Fact): FactKey => ({ accountId, region, member, alias });
const put = (facts: readonly Fact[], now = NOW) => putFacts(database.db, facts, now);
const expire = (now: Date) => dropExpired(database.db, now, { lateMs: 0, retentionMs: days(10) });
const version = async () => (await inventoryVersionsOf(database.db, [ACCOUNT])).get(ACCOUNT);

test.runIf(inject('postgresUrl') !== undefined).each([
  ['shared', 'shared', false],
  ['shared', 'alone', true],
  ['alone', 'shared', true],
  ['alone', 'alone', true],
] as const)('an inventory that is locked %s makes who locks it %s wait: %s', async (first, second, waits) => {
  const tooLong = await database.db.transaction(async (holder) => {
    await lockInventory(holder, new Map([[ACCOUNT, first]]));
    const other = database.db.transaction(async (tx) => {
      await tx.execute(sql`set local lock_timeout = 1`);
      await lockInventory(tx, new Map([[ACCOUNT, second]]));
    });
    return other.then(
      () => false,
      () => true,
    );
  });
  expect(tooLong).toBe(waits);
});

test('what is stored answers as a book of the same facts does, whenever they came', async () => {
  const facts = [
    ...[0, 10, 20, 30].map((since) => fact(since)),
    fact(20, { taughtBy: 'call', details: { instanceType: 'asked' } }),
    fact(10, { details: { instanceType: 'other' } }),
    fact(5, { alias: 'vpc-0123456789abcdef0/10.0.0.10' }),
    // Members arrive in any order, and the database has an order of its own.
    fact(9, { details: { instanceType: 'a', imageId: 'a' } }),
    fact(9, { details: { imageId: 'b', instanceType: 'a' } }),
    fact(7, { member: 's3BucketDetails', alias: 'invoices', details: { name: 'invoices' } }),
  ];
  const book = new FactBook(facts);
  const times = [-5, 0, 9, 10, 25, 99].map((after) => NOW.getTime() + after);
  for (const seed of [1, 2, 3]) {
    await database.db.execute(sql`truncate inventory, inventory_versions`);
    for (const each of shuffled(facts, seeded(seed))) await put([each]);
    for (const key of facts.map(keyOf))
      for (const time of times) {
        const stored = new FactBook(await factsAbout(database.db, [{ ...key, time }]));
        expect(stored.at(key, time)).toEqual(book.at(key, time));
      }
  }
});

test('what is known already changes nothing, and the version counts what does', async () => {
  expect(await version()).toBeUndefined();
  expect(await put([fact(0), fact(10)])).toHaveLength(2);
  expect(await version()).toBe(1);
  expect(await put([fact(0), fact(10)])).toEqual([]);
  expect(await version()).toBe(1);
  expect(await put([fact(0), fact(10, { taughtBy: 'call' })])).toEqual([keyOf(fact(0))]);
  expect(await version()).toBe(2);
  // A record does not override what AWS said.
  expect(await put([fact(10, { details: { instanceType: 'zzz' } })])).toEqual([]);
  expect(await put([fact(10, { taughtBy: 'call', details: {} })])).toHaveLength(1);
  expect(await version()).toBe(3);
});

test('a fact is kept for the retention after it was learned last', async () => {
  const kept = async () => (await factsAbout(database.db, [{ ...keyOf(fact(0)), time: NOW.getTime() }])).length;
  await put([fact(0)]);
  await put([fact(0)], later(days(5)));
  expect(await expire(later(days(14)))).toMatchObject({ facts: 0 });
  expect(await kept()).toBe(1);
  expect(await expire(later(days(16)))).toMatchObject({ facts: 1 });
  expect(await kept()).toBe(0);
});

test('findings are found by the resource that they are about, and by others that they name', async () => {
  const about = finding(1, { accountId: ACCOUNT, region: 'us-east-1' });
  const naming = finding(2, { accountId: ACCOUNT, region: 'us-east-1' });
  const elsewhere = finding(3, { accountId: ACCOUNT, region: 'eu-west-1' });
  const findings = [
    { finding: about, memory: undefined, previous: undefined },
    { finding: naming, memory: undefined, furtherAliases: ['invoices'], previous: undefined },
    { finding: elsewhere, memory: undefined, furtherAliases: ['invoices'], previous: undefined },
  ];
  expect(await commitTurn(database.db, turn({ findings }), nothingMore)).toBe(true);
  const named = async (alias: string) => {
    const rows = await findingsNaming(database.db, [keyOf(fact(0, { alias }))]);
    return rows.map((row) => row.finding.id).toSorted();
  };
  expect(await named(about.resource.id)).toEqual([about.id, naming.id]);
  expect(await named('invoices')).toEqual([naming.id]);
  expect(await named('letters')).toEqual([]);
});

test('a finding that was described with less than is known is not written', async () => {
  await put([fact(0)]);
  const findings = [{ finding: finding(1, { accountId: ACCOUNT }), memory: undefined, previous: undefined }];
  expect(await commitTurn(database.db, turn({ findings }), nothingMore)).toBe(false);
  const inventoryVersions = new Map([[ACCOUNT, 1]]);
  expect(await commitTurn(database.db, turn({ findings, inventoryVersions }), nothingMore)).toBe(true);
});

/** An interface with a public address, and one without. */
const at = (publicIp: string, since: number, rest: Partial<Fact> = {}) =>
  fact(since, {
    alias: `eni-${publicIp}-${since}`,
    taughtBy: 'call',
    details: { networkInterfaces: [{ publicIp }, { privateIpAddress: '10.0.0.1' }] },
    ...rest,
  });

test('a public address is that of the account whose interface had it last, when AWS was asked last', async () => {
  const { db } = database;
  const owners = async () => Object.fromEntries((await memberAddresses(db))?.owners ?? []);
  expect(await memberAddresses(db)).toBeUndefined();
  await put([
    at('203.0.113.1', 0),
    at('203.0.113.1', 10, { accountId: '444455556666' }),
    at('203.0.113.2', 0),
    at('203.0.113.3', 0, { taughtBy: 'record' }),
    at('203.0.113.4', 0, { alias: 'i-0123456789abcdef0' }),
  ]);
  await putRead(db, ACCOUNT, NOW);
  await putRead(db, '444455556666', NOW);
  expect(await owners()).toEqual({ '203.0.113.1': '444455556666', '203.0.113.2': ACCOUNT });
  const before = await memberAddresses(db);
  // Three days later the same account is asked, and its second interface is gone.
  await put([at('203.0.113.1', 0)], later(days(3)));
  await putRead(db, ACCOUNT, later(days(3)));
  expect(await owners()).toEqual({ '203.0.113.1': '444455556666' });
  expect((await memberAddresses(db))?.version).not.toBe(before?.version);
  expect(await unreadSince(db, [ACCOUNT, '444455556666'], later(1))).toEqual(['444455556666']);
});

function having(networkInterfaceId: string): Pick<Fact, 'details'> {
  return { details: { networkInterfaces: [{ networkInterfaceId }] } };
}

function held(since: number, alias: string, rest: Partial<Fact>): Fact {
  return fact(since, { alias, ...rest });
}

test('of each private address the interface that had it last is told, of one account and Region', async () => {
  await put([
    fact(0, having('eni-0')),
    held(0, 'vpc-0a/10.0.0.7', having('eni-1')),
    held(5, 'vpc-0a/10.0.0.7', having('eni-2')),
    held(0, 'vpc-0a/10.0.0.8', having('eni-3')),
    held(5, 'vpc-0a/10.0.0.8', { details: {} }),
    held(0, 'vpc-0a/10.0.0.9', { ...having('eni-4'), region: 'eu-west-1' }),
    held(0, 'vpc-0a/10.0.0.9', { ...having('eni-5'), accountId: '444455556666' }),
  ]);
  expect(await heldAddresses(database.db, ACCOUNT, 'us-east-1')).toEqual([
    { alias: 'vpc-0a/10.0.0.7', since: NOW.getTime() + 5, interfaces: ['eni-2'] },
    { alias: 'vpc-0a/10.0.0.8', since: NOW.getTime() + 5, interfaces: [] },
  ]);
});
