import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Group } from '#services/engine/group.ts';

const OBJECTS = ['a', 'b'];

interface Told {
  readonly id: string | undefined;
  readonly time: number;
}

test('records are told apart by their ids up to the bound, however many origins are kept, of few records and of many', () => {
  const id = fc.option(
    fc.nat(60).map((number) => `id-${number}`),
    { nil: undefined },
  );
  const records = fc.array(fc.record({ id, time: fc.nat(5) }), { maxLength: 150, size: 'max' });
  const bound = fc.constantFrom(1, 3, 35, 100);
  fc.assert(
    fc.property(records, bound, bound, (told, originsMax, idsMax) => {
      const group = groupOf(told, originsMax, idsMax);
      const ids = new Set<string>();
      let anonymous = 0;
      for (const record of told) {
        if (record.id !== undefined && ids.has(record.id)) continue;
        if (record.id !== undefined && ids.size < idsMax) ids.add(record.id);
        else anonymous++;
      }
      expect(group.count).toBe(ids.size + anonymous);
      expect(new Set(group.ids)).toEqual(ids);
    }),
  );
});

test('two halves that hold the same records merge into the whole, whatever origins are given up', () => {
  const id = fc.nat(60).map((number) => `id-${number}`);
  const records = fc.array(fc.record({ id, time: fc.nat(5) }), { maxLength: 80, size: 'max' });
  fc.assert(
    fc.property(records, records, fc.constantFrom(2, 35, 100), (before, after, originsMax) => {
      const limits = { originsMax, idsMax: 1000, objects: OBJECTS };
      const group = groupOf(after, originsMax, limits.idsMax);
      group.absorb(groupOf(before, originsMax, limits.idsMax), [], limits);
      const ids = new Set([...before, ...after].map((record) => record.id));
      expect(group.count).toBe(ids.size);
      expect(new Set(group.ids)).toEqual(ids);
    }),
  );
});

function groupOf(records: readonly Told[], originsMax: number, idsMax: number): Group {
  const group = new Group('111122223333', 'eu-west-1', []);
  for (const [position, { id, time }] of records.entries()) {
    const known = group.meet(time, position % 2, position, id, { originsMax, idsMax, objects: OBJECTS });
    const record = { id, time, accountId: '111122223333', region: 'eu-west-1' };
    if (!known) group.add(record, id, [], idsMax, false);
  }
  return group;
}
