import { expect, test } from 'vitest';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Fact } from '#services/model/inventory.ts';
import { seeded, shuffled } from '../../replay/objects.ts';

function fact(since: number, rest: Partial<Fact> = {}): Fact {
  return {
    accountId: '111122223333',
    region: 'us-east-1',
    member: 'instanceDetails',
    alias: 'i-0123456789abcdef0',
    since,
    details: { instanceType: `of ${since}` },
    taughtBy: 'record',
    ...rest,
  };
}

test('the newest that is not younger counts, and the oldest before all', () => {
  const book = new FactBook([fact(30), fact(10), fact(20)]);
  const since = [5, 10, 19, 20, 99].map((time) => book.at(fact(0), time)?.since);
  expect(since).toEqual([10, 10, 10, 20, 30]);
  expect(book.at(fact(0, { alias: 'i-0fedcba9876543210' }), 99)).toBeUndefined();
  expect(book.at(fact(0, { region: 'eu-west-1' }), 99)).toBeUndefined();
  expect(book.at(fact(0, { member: 's3BucketDetails' }), 99)).toBeUndefined();
});

test('what was cleared is known no more', () => {
  const book = new FactBook([fact(10)]);
  expect([...book]).toHaveLength(1);
  book.clear();
  expect([[...book], book.at(fact(0), 99)]).toEqual([[], undefined]);
});

test('before an address was taken it was somebody else’s', () => {
  const address = { alias: 'vpc-0123456789abcdef0/10.0.0.10' };
  const book = new FactBook([fact(10, address)]);
  expect(book.at(fact(0, address), 9)).toBeUndefined();
  expect(book.at(fact(0, address), 10)?.since).toBe(10);
});

test('what AWS said when asked counts more than a record, in any order; of records one, always the same', () => {
  const asked = fact(10, { taughtBy: 'call', details: { instanceType: 'a' } });
  const records = ['b', 'c'].map((instanceType) => fact(10, { details: { instanceType } }));
  const told = (facts: readonly Fact[]) => new FactBook(facts).at(fact(0), 10)?.details;
  expect(told([asked, ...records])).toEqual({ instanceType: 'a' });
  expect(told([...records, asked])).toEqual({ instanceType: 'a' });
  expect(told(records)).toEqual(told(records.toReversed()));
});

test('what there is no room for is the same in any order', () => {
  const facts = Array.from({ length: 500 }, (_, n) => fact(n % 11, { alias: `i-${n % 250}` }));
  const kept = [1, 2, 3].map((seed) => {
    const book = new FactBook(shuffled(facts, seeded(seed)), { factsMax: 20, ofOneMax: 1 });
    return facts.filter((each) => book.at(each, 10)?.since === each.since);
  });
  const [first = []] = kept;
  expect(first).toHaveLength(20);
  expect(kept).toEqual([first, first, first]);
});

test('of a resource that changes often the newest stay', () => {
  const facts = Array.from({ length: 50 }, (_, n) => fact(n));
  const book = new FactBook(shuffled(facts, seeded(1)), { factsMax: 1000, ofOneMax: 7 });
  expect(Array.from(book, ({ since }) => since)).toEqual([43, 44, 45, 46, 47, 48, 49]);
});

test('in however many books facts are gathered, it comes to the same', () => {
  const facts = Array.from({ length: 600 }, (_, n) => fact(n % 200, { details: { instanceType: `${n}` } }));
  const parts = [0, 1, 2].map((part) => new FactBook(facts.filter((_, n) => n % 3 === part)));
  expect([...new FactBook(parts.flatMap((part) => [...part]))]).toEqual([...new FactBook(facts)]);
});

test('whoever chooses times of facts has no more than linear work done', () => {
  const started = process.cpuUsage();
  const book = new FactBook(Array.from({ length: 40_000 }, (_, n) => fact(40_000 - n)));
  expect(book.at(fact(0), 20_000)?.since).toBe(20_000);
  expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
});
