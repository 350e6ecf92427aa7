import { expect, test } from 'vitest';
import { everyExample } from '#services/cli/sample/told-examples.ts';
import passwordPolicy from '#services/detectors/stealth/iam-user-password-policy-change.ts';

test('each call that a detector asks about is an attack, and the seed chooses the harmless story beside them', async () => {
  const { type } = passwordPolicy;
  const calls = ['UpdateAccountPasswordPolicy', 'DeleteAccountPasswordPolicy'];
  const told = await everyExample([passwordPolicy], 'one');
  expect(told.map(({ name, findings }) => [name, findings.map((finding) => finding.type)])).toEqual([
    ...calls.map((call) => [`${type} ${call}`, [type]]),
    [`${type} quiet`, []],
  ]);
  for (const [i, call] of calls.entries()) expect(told[i]?.text).toContain(`"${call}"`);
  const harmless = ['one', 'two', 'three', 'four'].map(async (seed) => {
    const stories = await everyExample([passwordPolicy], seed);
    return stories.at(-1)?.text;
  });
  const chosen = new Set(await Promise.all(harmless));
  expect(chosen.size).toBeGreaterThan(1);
  expect(chosen).toContain(told.at(-1)?.text);
});
