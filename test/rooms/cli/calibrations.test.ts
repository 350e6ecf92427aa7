import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { putLevel } from '#db/queries/profiles.ts';
import { BIT } from '#services/behaviour/bits.ts';
import { encodeOrganization } from '#services/behaviour/organization-level.ts';
import { emptyLevel } from '#services/behaviour/levels.ts';
import { calibrations } from '#services/cli/calibrations.ts';
import { behaviour } from '#services/cli/checks/behaviour.ts';
import { openEmpty } from '../../databases.ts';

test('of each profile the last calibration is shown, and before the first none', async () => {
  const database = await openEmpty();
  const { db } = database;
  expect(await calibrations(db)).toEqual([]);
  for (const [name, day, achieved] of [
    ['iam', 20_500, 0.5],
    ['iam', 20_501, 0.25],
    ['s3', 20_499, 0.125],
  ] as const) {
    const calibration = { threshold: 8 * BIT, achieved, accountWeeks: 40 };
    const json = encodeOrganization({ ...emptyLevel(), day, calibration });
    await putLevel(db, name, { day, value: zstdCompressSync(JSON.stringify(json)) }, 0);
  }
  expect(await calibrations(db)).toEqual([
    { profile: 'iam', fromBits: 8, achieved: 0.25, accountWeeks: 40 },
    { profile: 's3', fromBits: 8, achieved: 0.125, accountWeeks: 40 },
  ]);
  expect((await behaviour(db, 1))[0]?.detail).toBe(
    'Behaviour (iam): reported from 8.0 bits, which gave 0.25 alerts per account and week (limit 1), measured over 40 account-weeks.',
  );
  await database.close();
});
