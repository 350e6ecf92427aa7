import { expect, test } from 'vitest';
import { laneKey, parseLane } from '#services/workers/kits/lane.ts';

test('a lane is a key, and back', () => {
  const lane = { sink: 'security-hub', partition: '111122223333 us-east-1' };
  expect(parseLane(laneKey(lane))).toEqual(lane);
});
