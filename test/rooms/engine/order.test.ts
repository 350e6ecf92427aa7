import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hours, minutes } from '#services/model/time.ts';
import { digest, engineOf, knock, portDetector, runTurns, source, START } from './knocks.ts';
import type { Knock, KnockObject } from './knocks.ts';

/** Few values, so that subjects, windows, ids and times often coincide. */
const records: fc.Arbitrary<Knock> = fc
  .record({
    time: fc.integer({ min: -3, max: 6 }).map((n) => START + n * minutes(15)),
    id: fc.option(
      fc.integer({ min: 0, max: 12 }).map((n) => `e-${n}`),
      { nil: undefined },
    ),
    from: fc.constantFrom('i-0001', 'i-0002'),
    to: fc.constantFrom('198.51.100.7', '203.0.113.9'),
    port: fc.integer({ min: 20, max: 32 }),
    bytes: fc.integer({ min: 0, max: 1000 }),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
  })
  .map((fields) => knock(fields));

/** An id names one event: records that share it are equal. */
const objects: fc.Arbitrary<readonly KnockObject[]> = fc
  .array(fc.array(records, { minLength: 6, maxLength: 16 }), { minLength: 2, maxLength: 8 })
  .map((lists) => {
    const byId = new Map<string, Knock>();
    return lists.map((list, i): KnockObject => [
      `object-${i}`,
      list.map((record) => {
        if (record.id === undefined) return record;
        const known = byId.get(record.id) ?? record;
        byId.set(record.id, known);
        return known;
      }),
    ]);
  });

const shuffled = objects.chain((list) =>
  fc.record({
    list: fc.constant(list),
    order: fc.shuffledSubarray([...list], { minLength: list.length }),
    cuts: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
  }),
);

test('the same objects in any order and any turns give the same findings', () => {
  const detectors = [
    portDetector({ type: 'Recon:EC2/Plain' }),
    portDetector({ type: 'Recon:EC2/By', by: ['from', 'to'] }),
  ];
  const settings = { organization: { 'Recon:EC2/Plain': { least: 2 }, 'Recon:EC2/By': { least: 2 } } };
  const ask = (turns: readonly (readonly KnockObject[])[]) => runTurns(engineOf(detectors, { settings }), turns);
  let found = 0;
  fc.assert(
    fc.property(shuffled, ({ list, order, cuts }) => {
      const once = ask([list]);
      found += once.length;
      expect(digest(ask(split(order, cuts)))).toBe(digest(once));
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(600);
});

test('asking once per combination of fields answers as asking of each record does', () => {
  fc.assert(
    fc.property(objects, (list) => {
      const [plain, by] = [undefined, ['from', 'to'] as const].map((fields) =>
        runTurns(engineOf([portDetector(fields && { by: fields })]), [list]),
      );
      expect(by).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});

test('keeping a few values of a record shows what making subject and action at once shows', () => {
  const shows = { sources: [{ ...source, shows: ['from', 'to', 'port'] }] };
  fc.assert(
    fc.property(shuffled, ({ list, order, cuts }) => {
      const detectors = [portDetector({ by: ['from', 'to'] })];
      const kept = runTurns(engineOf(detectors, shows), split(order, cuts));
      expect(digest(kept)).toBe(digest(runTurns(engineOf(detectors), [list])));
    }),
    { numRuns: 200 },
  );
});

test('a record at the end of a window belongs to the next', () => {
  const engine = engineOf([portDetector()]);
  const inside = [at(START, 1), at(START + 1, 2), at(START + hours(1) - 1, 3)];
  const across = [at(START, 1), at(START + 1, 2), at(START + hours(1), 3)];
  expect(runTurns(engine, [[['inside', inside]]])).toHaveLength(1);
  expect(runTurns(engine, [[['across', across]]])).toHaveLength(0);
});

function at(time: number, port: number): Knock {
  return knock({ time, port });
}

function split(list: readonly KnockObject[], cuts: readonly boolean[]): readonly (readonly KnockObject[])[] {
  const turns: KnockObject[][] = [[]];
  list.forEach((object, i) => {
    turns.at(-1)?.push(object);
    if (cuts[i]) turns.push([]);
  });
  return turns;
}
