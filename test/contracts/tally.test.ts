import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#services/model/subject.ts';
import type { Tally } from '#services/model/tally.ts';
import { loadDefinitions } from '#services/registry.ts';

/** The laws of tallies, over every file of the folder. A tally of a new kind of value needs a line in `VALUES`. */

type AnyTally = Tally<unknown, unknown, unknown>;

const tallies = await loadDefinitions<AnyTally>('tallies', (definition, path) =>
  isTally(definition) && definition.name === path ? undefined : 'is no tally, or not called as its file',
);

function isTally(value: unknown): value is AnyTally {
  return typeof value === 'object' && value !== null && 'empty' in value && 'merge' in value && 'name' in value;
}

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'x'.repeat(300), `${'x'.repeat(299)}y`, '22', '\ud83d'.repeat(300)),
  fc.string({ unit: 'binary' }),
);
const number = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.double(), fc.constantFrom(-0, Number.NaN, 22, 1e300));
const timed = fc.option(fc.record({ time: fc.integer({ min: 0, max: 5 }), value: text }), { nil: undefined });

const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  beginnings: fc.option(
    fc.record({
      series: text,
      key: fc.integer({ min: 0, max: 9 }),
      time: fc.integer({ min: 0, max: 90 }),
      size: fc.integer({ min: 0, max: 5 }),
    }),
    { nil: undefined },
  ),
  count: fc.boolean(),
  sum: number,
  distinct: fc.option(fc.oneof(text, number), { nil: undefined }),
  sample: fc.option(text, { nil: undefined }),
  earliest: timed,
  heaviest: fc.option(fc.record({ value: text, weight: number }), { nil: undefined }),
  latest: timed,
};

test('every tally has values to be tried with', () => {
  expect(tallies.map(({ name }) => name)).toEqual(Object.keys(VALUES).toSorted());
});

describe.each(tallies.map((tally) => [tally.name, tally] as const))('%s', (name, tally) => {
  /** Long lists too: beyond the bounds, sketches begin. */
  const value = VALUES[name]!;
  const values = fc.oneof(
    { weight: 9, arbitrary: fc.array(value) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(value, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 3000 }))
        .map(([list, length]) => [...list, ...Array.from({ length }, (_, i) => numbered(list[0], i))]),
    },
  );

  test('merge is associative and commutative', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const left = merged(tally, merged(tally, of(tally, a), of(tally, b)), of(tally, c));
        const right = merged(tally, of(tally, a), merged(tally, of(tally, b), of(tally, c)));
        expect(tally.encode(left)).toEqual(tally.encode(right));
        expect(tally.encode(merged(tally, of(tally, b), of(tally, a)))).toEqual(
          tally.encode(merged(tally, of(tally, a), of(tally, b))),
        );
      }),
    );
  });

  test('empty is the unit of merge', () => {
    fc.assert(
      fc.property(values, (a) => {
        expect(tally.encode(merged(tally, tally.empty(), of(tally, a)))).toEqual(tally.encode(of(tally, a)));
        expect(tally.encode(merged(tally, of(tally, a), tally.empty()))).toEqual(tally.encode(of(tally, a)));
      }),
    );
  });

  test('adding a value is merging with a tally of that value alone', () => {
    fc.assert(
      fc.property(values, value, (a, one) => {
        expect(tally.encode(of(tally, [...a, one]))).toEqual(
          tally.encode(merged(tally, of(tally, a), of(tally, [one]))),
        );
      }),
    );
  });

  test('values in any order give the same tally', () => {
    fc.assert(
      fc.property(
        values.chain((a) => fc.tuple(fc.constant(a), fc.shuffledSubarray(a, { minLength: a.length }))),
        ([a, shuffled]) => {
          expect(tally.encode(of(tally, shuffled))).toEqual(tally.encode(of(tally, a)));
        },
      ),
    );
  });

  test('a state that has grown replaces what it was: merged again, less what it put in before', () => {
    fc.assert(
      fc.property(values, values, values, (others, a, b) => {
        const folded = merged(tally, of(tally, others), of(tally, a));
        tally.takeOut?.(folded, of(tally, a));
        tally.merge(folded, of(tally, [...a, ...b]));
        expect(tally.encode(folded)).toEqual(tally.encode(merged(tally, of(tally, others), of(tally, [...a, ...b]))));
      }),
    );
  });

  test('merging leaves the other tally alone', () => {
    fc.assert(
      fc.property(values, values, value, (a, b, one) => {
        const other = of(tally, b);
        const before = JSON.stringify(tally.encode(other));
        tally.add(merged(tally, of(tally, a), other), one);
        expect(JSON.stringify(tally.encode(other))).toBe(before);
      }),
    );
  });

  test('what is stored as JSON reads and grows as before', () => {
    fc.assert(
      fc.property(values, value, (a, one) => {
        const state = of(tally, a);
        const stored = tally.decode(JSON.parse(JSON.stringify(tally.encode(state))) as Json);
        expect(plain(tally.read(stored))).toEqual(plain(tally.read(state)));
        tally.add(stored, one);
        tally.add(state, one);
        expect(tally.encode(stored)).toEqual(tally.encode(state));
      }),
    );
  });

  test('never outgrows its bound', () => {
    const state = tally.empty();
    for (let i = 0; i < 5000; i++) tally.add(state, numbered(fc.sample(value, { numRuns: 1, seed: 1 })[0], i));
    expect(JSON.stringify(tally.encode(state)).length).toBeLessThan(40_000);
  });

  test('refuses what it has not written', () => {
    expect(() => tally.decode({ strange: [true] })).toThrow('A stored tally holds');
  });
});

/** A value of the same kind as the sample, a different one for each number. */
function numbered(sample: unknown, i: number): unknown {
  if (typeof sample === 'string') return `${sample}${i}`;
  if (typeof sample === 'number') return i;
  if (typeof sample !== 'object' || sample === null) return sample;
  return 'weight' in sample ? { value: `value ${i}`, weight: (i % 700) + 1 } : { ...sample, time: i };
}

function of(tally: AnyTally, values: readonly unknown[]): unknown {
  const state = tally.empty();
  for (const value of values) tally.add(state, value);
  return state;
}

function merged(tally: AnyTally, into: unknown, other: unknown): unknown {
  tally.merge(into, other);
  return into;
}

/** Everything that a reading shows. Readings may count lazily. */
function plain(reading: unknown): unknown {
  if (typeof reading !== 'object' || reading === null || !('size' in reading) || !('values' in reading)) return reading;
  return { size: reading.size, values: reading.values };
}
