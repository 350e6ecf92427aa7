import { expect, test } from 'vitest';
import { everyExample, toldExamples } from '#services/cli/sample/told-examples.ts';
import { defineDetector, type Example } from '#services/model/detector.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { TEST_WORDS } from '../../../replay/detectors.ts';
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

const ATTACK = { records: [event({ eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' })] };
const HARMLESS = { records: [event({ eventName: 'ListTrails', eventSource: 'cloudtrail.amazonaws.com' })] };

/** A detector of trails that are stopped, with these stories. */
function detectorWith(fires: Readonly<Record<string, Example>>, quiet: Readonly<Record<string, Example>> = {}) {
  const made = (stories: typeof fires) =>
    Object.fromEntries(Object.entries(stories).map(([name, story]) => [name, () => story]));
  return defineDetector({
    ...TEST_WORDS,
    type: 'Stealth:IAMUser/TestTrailStopped',
    title: 'A trail was stopped',
    from: cloudtrail('StopLogging'),
    about: ({ userIdentity }) => ({
      resource: { id: userIdentity.accessKeyId ?? '', resourceType: 'AccessKey' },
      role: 'TARGET',
    }),
    explain: ({ count }) => `${count} times.`,
    examples: { fires: made(fires), quiet: made(quiet) },
  });
}

test.each<[string, Partial<Example>]>([
  ['locations', { places: {} }],
  ['settings', { settings: {} }],
  ['known principals', { known: [] }],
  ['addresses of AWS', { amazon: [] }],
  ['owners of addresses', { addresses: {} }],
  ['earlier days', { learned: 'days-before' }],
])('a story that depends on %s cannot be told by logs, and the next that can is told', async (_, needs) => {
  expect(await toldExamples([detectorWith({ first: { ...ATTACK, ...needs } })])).toEqual([]);
  const [told, ...others] = await toldExamples([detectorWith({ first: { ...HARMLESS, ...needs }, second: ATTACK })]);
  expect(others).toEqual([]);
  expect(told).toMatchObject({
    type: 'Stealth:IAMUser/TestTrailStopped',
    name: 'Stealth:IAMUser/TestTrailStopped',
    findings: [{ type: 'Stealth:IAMUser/TestTrailStopped', role: 'TARGET' }],
  });
  expect(told?.text).toContain('StopLogging');
});

test('no story is told as harmless that a detector takes for an attack', async () => {
  const detector = detectorWith({ attack: ATTACK }, { wrong: ATTACK, wrongToo: ATTACK, right: HARMLESS });
  for (const seed of ['one', 'two', 'three', 'four']) {
    const told = await everyExample([detector], seed);
    expect(told.map(({ name, findings }) => [name, findings.length])).toEqual([
      ['Stealth:IAMUser/TestTrailStopped StopLogging', 1],
      ['Stealth:IAMUser/TestTrailStopped quiet', 0],
    ]);
    expect(told.at(-1)?.text).toContain('ListTrails');
  }
  expect(await everyExample([detectorWith({ attack: ATTACK }, { wrong: ATTACK })], 'one')).toHaveLength(1);
});
