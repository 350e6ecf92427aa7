import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { emptyLevel } from '#services/behaviour/levels.ts';
import { encodeOrganization } from '#services/behaviour/organization-level.ts';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import s3 from '#services/behaviour/profiles/s3.ts';
import { openKnowledge } from '#services/workers/turn/stored-knowledge.ts';
import { day } from '../../behaviour/acts.ts';

const TODAY = 20_040;

/** The level of the organization at the end of a day, with the threshold in bits. */
function levelOf(sealed: number, threshold: number) {
  const level = { ...emptyLevel(), day: sealed, calibration: { threshold, achieved: 0, accountWeeks: 1 } };
  return { day: sealed, value: zstdCompressSync(JSON.stringify(encodeOrganization(level))) };
}

/** Whether a day on which somebody makes a key for another is reported. */
function isToldOf(on: number, ...levels: readonly ReturnType<typeof levelOf>[]): boolean {
  const known = openKnowledge({ version: '', profiles: [{ name: iamUser.name, stored: undefined, levels }] });
  return known.judge(day(on, ['iam:CreateAccessKey[other]']), 'Persistence') !== undefined;
}

test('a day is told of from the threshold on that keeps to the budget of the organization', () => {
  expect(isToldOf(TODAY)).toBe(true);
  expect(isToldOf(TODAY, levelOf(TODAY - 2, 1))).toBe(true);
  expect(isToldOf(TODAY, levelOf(TODAY - 2, 1_000_000))).toBe(false);
});

test('each profile has a threshold of its own', () => {
  const known = (levels: readonly ReturnType<typeof levelOf>[], others: readonly ReturnType<typeof levelOf>[]) =>
    openKnowledge({
      version: '',
      profiles: [
        { name: s3.name, stored: undefined, levels: others },
        { name: iamUser.name, stored: undefined, levels },
      ],
    }).judge(day(TODAY, ['iam:CreateAccessKey[other]']), 'Persistence');
  expect(known([levelOf(TODAY - 2, 1)], [levelOf(TODAY - 2, 1_000_000)])).toBeDefined();
  expect(known([levelOf(TODAY - 2, 1_000_000)], [levelOf(TODAY - 2, 1)])).toBeUndefined();
});

test('that is the threshold of two days before, or of the last day before those that was sealed', () => {
  const levels = [levelOf(TODAY - 1, 1_000_000), levelOf(TODAY - 2, 1), levelOf(TODAY - 6, 1_000_000)];
  expect([TODAY - 4, TODAY - 1, TODAY, TODAY + 1].map((on) => isToldOf(on, ...levels))).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(isToldOf(TODAY - 5, ...levels)).toBe(true);
});
