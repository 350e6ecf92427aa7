import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hops } from '#services/model/detector.ts';
import { hours, minutes } from '#services/model/time.ts';
import { ArrayDecoder } from './columns.ts';
import {
  detector,
  digest,
  engineOf,
  FIELDS,
  knock,
  knocks,
  runTurns,
  START,
  type Knock,
  type KnockFields,
} from './knocks.ts';

/** `from` is `holder/key`; with the verdict `issued`, `to` is the key that the holder got. */
const hops: Hops<Knock, KnockFields> = {
  from: knocks('issued'),
  callerOf: ({ from }) => {
    const [id = '', key = ''] = from.split('/');
    return { resource: { id, resourceType: 'Instance' }, key };
  },
  isBy: ({ from }, { resource, key }) => from === `${resource.id}/${key}`,
  issuedBy: ({ to }) => to,
};

/** Ports 22 and 23 by one caller. */
const byCaller = detector({
  within: hours(2),
  overlapping: true,
  from: knocks('open'),
  hops,
  about: (record) => ({ resource: hops.callerOf(record).resource, role: 'ACTOR' }),
  tally: (t) => ({ ports: t.distinct((record) => record.port), keys: t.sample((record) => record.from) }),
  having: ({ tallies }) => tallies.ports.size >= 2,
  explain: ({ subject, count, tallies }) => `${subject.resource.id} ${count} ${tallies.keys.join(' ')}`,
});

/** The same question about one thing, which identifies the finding. */
const byThing = detector({
  within: hours(4),
  overlapping: true,
  from: knocks('open'),
  hops,
  about: (record) => ({
    resource: { ...hops.callerOf(record).resource, id: record.to },
    role: 'ACTOR',
    remote: hops.callerOf(record).resource.id,
  }),
  tally: (t) => ({ ports: t.distinct((record) => record.port), keys: t.sample((record) => record.from) }),
  having: ({ tallies }) => tallies.ports.size >= 2,
  explain: ({ remotes, count, tallies }) => `${remotes.values.join(' ')} ${count} ${tallies.keys.join(' ')}`,
});

let number = 0;
const record = (overrides: Partial<Knock>): Knock =>
  knock({ time: START + hours(1), id: `${number++}`, to: 'thing', ...overrides });
const issue = (from: string, to: string, overrides: Partial<Knock> = {}): Knock =>
  record({ verdict: 'issued', from, to, ...overrides });
const step = (from: string, port: number, overrides: Partial<Knock> = {}): Knock =>
  record({ from, port, ...overrides });

const told = (...turns: readonly (readonly Knock[])[]): readonly string[] =>
  runTurns(
    engineOf([byCaller]),
    turns.map((records, i) => [[`o${i}`, records]]),
  ).map(({ finding }) => finding.description);

const eve = step('eve/k0', 22);
const ops = step('ops/k1', 23);
const took = issue('eve/k0', 'k1');

test('what is done with a key belongs to whose call issued it', () => {
  expect(told([took, eve, ops])).toEqual(['eve 2 eve/k0 ops/k1']);
});

test.each([
  ['the link first', [[took], [eve], [ops]]],
  ['the link last', [[eve], [ops], [took]]],
  ['the link between', [[ops], [took], [eve]]],
])('in turns of their own, %s', (_, turns) => {
  expect(told(...turns)).toEqual(['eve 2 eve/k0 ops/k1']);
});

test('what was told of a caller is told again when it grew, and not otherwise', () => {
  const engine = engineOf([byCaller]);
  const work = engine.newWork();
  /** Each is observed in two windows, which overlap. */
  const observed = (...records: readonly Knock[]): readonly number[] => {
    engine.step(new ArrayDecoder<Knock>(FIELDS).batch(records), { bucket: '', key: 'o' }, 'vpc-flow', work);
    return work.observe().map(({ count }) => count);
  };
  expect(observed(took, eve, ops)).toEqual([2, 2]);
  expect(observed(step('bob/k9', 22))).toEqual([]);
  expect(observed(step('eve/k0', 24))).toEqual([3, 3]);
});

test('over two hops, without a step of the one between', () => {
  expect(told([took, issue('ops/k1', 'k2'), eve, step('admin/k2', 23)])).toEqual(['eve 2 admin/k2 eve/k0']);
});

test('two that one caller became make a story of that caller, who did nothing else', () => {
  expect(told([took, issue('eve/k0', 'k2'), ops, step('admin/k2', 22)])).toEqual(['eve 2 admin/k2 ops/k1']);
});

test('what one did all alone is not told of whoever issued the key', () => {
  expect(told([took, step('ops/k1', 22), ops])).toEqual(['ops 2 ops/k1']);
});

test.each([
  ['another session of the same holder', [took, eve, step('ops/k9', 23)]],
  ['a key that somebody else was issued', [issue('bob/k0', 'k1'), eve, ops]],
  ['no link', [eve, ops]],
  ['a link in another account', [issue('eve/k0', 'k1', { accountId: '444455556666' }), eve, ops]],
  ['a link before all windows of the steps', [issue('eve/k0', 'k1', { time: START - hours(2) }), eve, ops]],
])('%s joins nothing', (_, records) => {
  expect(told(records)).toEqual([]);
});

const run = (...records: readonly Knock[]) =>
  runTurns(engineOf([byThing]), [[['o', records]]]).map(({ finding }) => [finding.resource.id, finding.description]);

test('a thing is joined over hops, and another thing is another', () => {
  expect(run(took, eve, ops)).toEqual([['thing', 'eve 2 eve/k0 ops/k1']]);
  expect(run(took, eve, step('ops/k1', 23, { to: 'other' }))).toEqual([]);
});

test('who hops thousands of times costs nobody else', () => {
  const many = Array.from({ length: 30_000 }, (_, i) => issue('mallory/m0', `m${i}`));
  const records = [...many.slice(0, 15_000), took, ...many.slice(15_000), eve, ops];
  expect(told(records)).toEqual(['eve 2 eve/k0 ops/k1']);
  const engine = engineOf([byCaller]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  engine.step(decoder.batch(records), { bucket: '', key: 'o' }, 'vpc-flow', work);
  const [window] = work.touched();
  expect(JSON.stringify(work.encode('Recon:EC2/Knock', window?.windowStart ?? 0)).length).toBeLessThan(5000);
});

test('keys that issue each other come to an end', () => {
  const both = told([issue('eve/k0', 'k1'), issue('ops/k1', 'k0'), eve, ops]);
  expect(new Set(both)).toEqual(new Set(['eve 2 eve/k0 ops/k1', 'ops 2 eve/k0 ops/k1']));
});

test('an account is put away and taken back whole', () => {
  const engine = engineOf([byCaller]);
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  const read = (...records: readonly Knock[]): void =>
    engine.step(decoder.batch(records), { bucket: '', key: 'o' }, 'vpc-flow', work);
  read(eve, issue('eve/k0', 'k7'), issue('eve/k0', 'k8', { accountId: '444455556666' }));
  // A window that was written once, and grows, is written again.
  for (const { type, windowStart } of work.live()) work.encode(type, windowStart);
  read(took);
  const kept = work.live().map(({ type, windowStart }) => {
    const parts = [...work.parts(type, windowStart)];
    work.forget(type, windowStart);
    return { type, windowStart, parts };
  });
  expect(kept[0]?.parts.map(({ home, answers }) => [home, answers()])).toEqual([
    ['111122223333', false],
    ['444455556666', false],
  ]);
  read(ops);
  for (const { type, windowStart, parts } of kept)
    for (const { home, stored } of parts)
      if (work.homes(type, windowStart).has(home)) work.absorb(type, windowStart, stored);
  const hits = work.live().flatMap(({ type, windowStart }) => work.conclude(type, windowStart));
  expect(new Set(hits.map(({ subject }) => subject.resource.id))).toEqual(new Set(['eve']));
});

/** An object for each record, because the object of a record is part of a finding. */
const objects = (of: readonly Knock[]) => of.map((each) => [`o${each.id}`, [each]] as const);

test('any order and any turns give the same', () => {
  const holder = fc.constantFrom('a', 'b', 'c', 'd');
  const key = fc.integer({ min: 0, max: 5 });
  const minute = fc.integer({ min: 0, max: 300 });
  // Each key is issued with at most one other key, as by AWS.
  const issuers = fc.array(fc.tuple(holder, key), { minLength: 6, maxLength: 6 });
  const made = fc.oneof(
    fc.tuple(holder, key, fc.integer({ min: 21, max: 23 }), minute).map(([who, k, port, at]) => ({ who, k, port, at })),
    fc.tuple(key, minute).map(([to, at]) => ({ to, at })),
  );
  const records = fc.tuple(issuers, fc.array(made, { minLength: 3, maxLength: 14 })).map(([by, list]) =>
    list.map((each, i) => {
      const at = { id: `r${i}`, time: START + minutes(each.at) };
      if ('port' in each) return step(`${each.who}/k${each.k}`, each.port, at);
      const [who, k] = by[each.to] ?? ['a', 0];
      return issue(`${who}/k${k}`, `k${each.to}`, at);
    }),
  );
  fc.assert(
    fc.property(
      records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, order]) => {
        const engine = engineOf([byCaller, { ...byThing, type: 'Recon:EC2/KnockAtThing' }]);
        const apart = runTurns(
          engine,
          objects(order).map((object) => [object]),
        );
        expect(digest(apart)).toBe(digest(runTurns(engine, [objects(list)])));
      },
    ),
    { numRuns: 300 },
  );
});

test('windows that do not begin with the hour are refused', () => {
  expect(() => engineOf([{ ...byCaller, within: hours(1) }])).toThrow('do not begin with the hour');
});
