import { expect, test } from 'vitest';
import { EGRESS, INGRESS } from '#services/sources/vpc-flow/ends.ts';
import { servedAt } from '#services/sources/vpc-flow/served.ts';

test('an interface serves where it converses from, not where it refuses or is spoken to', () => {
  const served = servedAt(25, {
    interfaces: Uint32Array.of(1, 2, 3, 4),
    srcport: Uint32Array.of(25, 25, 25, 40_000),
    directions: Uint32Array.of(EGRESS, EGRESS, INGRESS, EGRESS),
    packets: [12, 3, 12, 12],
  });
  expect([...served]).toEqual([1]);
});
