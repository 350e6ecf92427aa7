import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Origins } from '#services/engine/origins.ts';

const MAX = 4;
/** The order of the names is not that of their indexes. */
const OBJECTS = ['c', 'a', 'b'];

const met = fc.array(
  fc.record({
    time: fc.integer({ min: 0, max: 9 }),
    object: fc.integer({ min: 0, max: 2 }),
    id: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  }),
  { maxLength: 30, size: 'max' },
);

test('keeps the earliest records by time, object’s name and position; of an id the smallest', () => {
  fc.assert(
    fc.property(met, (records) => {
      const origins = new Origins();
      const timeOf = new Map<number, number>();
      const placed = records.map(({ time, object, id }, i) => {
        // Records do not come in the order of their positions.
        const position = (i * 17) % 31;
        // An id names one event, which has one time.
        const known = id === undefined ? time : (timeOf.get(id) ?? time);
        if (id !== undefined) timeOf.set(id, known);
        return { time: known, object, position, id: id === undefined ? undefined : `e-${id}` };
      });
      for (const { time, object, position, id } of placed)
        if (origins.mayTake(time, MAX)) origins.take(time, object, position, id, MAX, OBJECTS);
      const sorted = placed.toSorted(
        (a, b) =>
          a.time - b.time ||
          (OBJECTS[a.object]! < OBJECTS[b.object]! ? -1 : a.object === b.object ? a.position - b.position : 1),
      );
      const first = sorted.filter(
        ({ id }, i) => id === undefined || sorted.findIndex((other) => other.id === id) === i,
      );
      const expected = first.slice(0, MAX);
      expect(origins.numbers).toEqual(expected.flatMap(({ time, object, position }) => [time, object, position]));
      expect(expected.map((_, i) => origins.ids?.[i])).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 1000 },
  );
});

test('tells whether it changed', () => {
  const origins = new Origins();
  expect(origins.take(5, 0, 1, 'e-1', MAX, OBJECTS)).toBe(true);
  expect(origins.take(5, 0, 2, 'e-1', MAX, OBJECTS)).toBe(false);
  expect(origins.take(5, 1, 2, 'e-1', MAX, OBJECTS)).toBe(true);
  expect(origins.length).toBe(1);
});
