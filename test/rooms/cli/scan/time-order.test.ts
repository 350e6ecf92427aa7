import { expect, test } from 'vitest';
import { inTimeOrder } from '#services/cli/scan/time-order.ts';

test('files are read in the order of the times in their own names, then by name, and those without a time first', () => {
  const ordered = [
    'a/none.log',
    'z/20261123T0000Z-folder/none.log',
    'b/x_20261122T190501Z_a.json.gz',
    'z/x_20261122T1905Z_b.json.gz',
    'a/x_20261122T1910Z_a.json.gz',
    'b/x_20261122T1910Z_a.json.gz',
  ];
  expect(inTimeOrder(ordered.toReversed())).toEqual(ordered);
});
