import { expect, test } from 'vitest';
import { describeSaturation } from '#services/engine/saturation.ts';

const NOTHING: Parameters<typeof describeSaturation>[0] = {
  type: 'Recon:EC2/Portscan',
  groupOverflow: 0,
  nameless: 0,
  deduplicationOverflow: 0,
};
const told = (shortfall: Partial<typeof NOTHING>) =>
  describeSaturation({ ...NOTHING, ...shortfall }, { groupsMax: 30_000, idsMax: 1000 });

test('nothing is said of what did not fall short', () => {
  expect(told({})).toEqual([]);
});

test.each([
  [
    'groupOverflow',
    1,
    /^Recon:EC2\/Portscan follows 30,000 subjects in one window: 1 record about others went uncounted\./,
  ],
  ['groupOverflow', 2000, /2,000 records about others/],
  ['nameless', 1, /cannot tell what 1 record is about, and leaves it out/],
  ['nameless', 2, /cannot tell what 2 records are about, and leaves them out/],
  ['deduplicationOverflow', 1, /among 1,000 records of one subject in one window: 1 more record counted/],
])('%s of %i is one sentence with its bound', (what, count, sentence) => {
  expect(told({ [what]: count })).toEqual([expect.stringMatching(sentence)]);
});
