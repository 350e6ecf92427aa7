import { expect, test } from 'vitest';
import { Lineage, Lineages, type Hop } from '#services/engine/lineage.ts';
import { hours } from '#services/model/time.ts';

const hop = (id: string, key: string, issued: string): Hop => ({
  issuer: { resource: { id, resourceType: 'AccessKey' }, key },
  issued,
});

function lineageOf(...hops: readonly Hop[]): Lineage {
  const lineage = new Lineage();
  for (const each of hops) lineage.add(each);
  return lineage;
}

const named = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(5, '0')}`);

test('of two issuers of one key the first by name counts, then the first by key, in either order', () => {
  const hops = [hop('bob', 'k1', 'k9'), hop('alice', 'k2', 'k9'), hop('alice', 'k1', 'k9')];
  for (const order of [hops, hops.toReversed()])
    expect(
      lineageOf(...order)
        .issuers()
        .get('k9'),
    ).toEqual(hop('alice', 'k1', 'k9').issuer);
});

test('keys are fresh until they are observed, and those that were stored are not', () => {
  const lineage = lineageOf(hop('alice', 'k1', 'k2'), hop('alice', 'k1', 'k3'));
  lineage.absorb(lineageOf(hop('alice', 'k1', 'k3'), hop('alice', 'k1', 'k4')).encode());
  expect(['k2', 'k3', 'k4'].map((key) => lineage.isFresh(key))).toEqual([true, false, false]);
  expect([lineage.grown, lineage.size]).toEqual([true, 3]);
  lineage.observed();
  expect([lineage.grown, lineage.isFresh('k2')]).toEqual([false, false]);
  lineage.add(hop('alice', 'k1', 'k2'));
  expect(lineage.grown).toBe(false);
});

test('it is stored by issuer in one order, anew when it has grown, and read back as it was', () => {
  const hops = [hop('bob', 'k1', 'k2'), hop('alice', 'k5', 'k7'), hop('alice', 'k5', 'k6'), hop('alice', 'k3', 'k4')];
  const [there, back] = [lineageOf(...hops), lineageOf(...hops.toReversed())];
  expect(there.encode().map(([{ id }, key, issued]) => [id, key, issued])).toEqual([
    ['alice', 'k3', ['k4']],
    ['alice', 'k5', ['k6', 'k7']],
    ['bob', 'k1', ['k2']],
  ]);
  expect(back.encode()).toEqual(there.encode());
  expect(there.encode()).toBe(there.encode());
  const read = lineageOf();
  read.absorb(there.encode());
  expect(read.encode()).toEqual(there.encode());
  there.add(hop('carol', 'k1', 'k8'));
  expect(there.encode()).toHaveLength(4);
});

test('fifty keys of a caller are followed, those that sort first, in either order', () => {
  const keys = named('m', 60);
  for (const order of [keys, keys.toReversed()]) {
    const lineage = lineageOf(...order.map((key) => hop('mallory', 'k0', key)), hop('alice', 'k1', 'z'));
    expect([...lineage.issuers().keys()].toSorted()).toEqual([...keys.slice(0, 50), 'z']);
  }
});

test('ten thousand callers are followed, those that sort first', () => {
  const callers = named('caller-', 10_003);
  const lineage = lineageOf(...callers.toReversed().map((id) => hop(id, 'k0', `of ${id}`)));
  expect(lineage.issuers().size).toBe(10_000);
  expect([callers[9999], callers[10_000]].map((id) => lineage.issuers().has(`of ${id}`))).toEqual([true, false]);
});

test('lineages are of an account and an hour, and are kept as long as somebody asks for the hour', () => {
  const lineages = new Lineages();
  const [one, other] = ['111122223333', '444455556666'];
  for (const [time, accountId] of [
    [0, one],
    [hours(1), one],
    [hours(2) - 1, other],
    [hours(2), one],
  ] as const)
    lineages.at(time, accountId).add(hop('alice', 'k1', `${time}`));
  const told = (from: number, to: number) =>
    [...lineages.between(from, to)].map(([hour, accountId, { size }]) => [hour, accountId, size]);
  expect(told(hours(1), hours(2))).toEqual([
    [hours(1), one, 1],
    [hours(1), other, 1],
  ]);
  expect([...lineages.of(one, 0, hours(2))]).toEqual([lineages.at(1, one), lineages.at(hours(1) + 1, one)]);
  expect([...lineages.of(other, 0, hours(3))]).toHaveLength(1);
  lineages.observed();
  expect([...lineages.between(0, hours(3))].some(([, , { grown }]) => grown)).toBe(false);
  lineages.keep((hour) => hour === hours(2));
  expect(told(0, hours(3))).toEqual([[hours(2), one, 1]]);
});
