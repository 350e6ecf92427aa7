import { expect, test } from 'vitest';
import { partitionOf, type Partitioning } from '#services/workers/receive.ts';
import { logObject } from '../db/turns.ts';

const SOURCES: readonly Partitioning[] = [
  { name: 'cloudtrail', partition: 'account' },
  { name: 'vpc-flow', partition: 'account-and-region' },
];

test.each([
  ['an account’s events of all Regions are one partition', {}, 'cloudtrail/111122223333'],
  ['flow records are one an account and Region', { source: 'vpc-flow' }, 'vpc-flow/111122223333/us-east-1'],
  ['what no key tells apart is together', { source: undefined, accountId: undefined }, 'unrecognized/unknown'],
  [
    'a flow object that does not say where it is from',
    { source: 'vpc-flow', region: undefined },
    'vpc-flow/111122223333/unknown',
  ],
] as const)('%s', (_, rest, partition) => {
  expect(partitionOf(logObject(1, rest), SOURCES)).toBe(partition);
});
