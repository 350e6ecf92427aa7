import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FindingState } from '#services/model/finding-state.ts';
import { exceptionsOf, settingsInForce, type SettingLayers } from '#services/engine/settings.ts';
import { organizationView } from '#services/organization/view.ts';
import { ArrayDecoder } from './columns.ts';
import { digest, engineOf, FIELDS, knock, portDetector, runTurns, START } from './knocks.ts';
import type { Knock, KnockObject } from './knocks.ts';

const [PLAIN, OWN, OFF, BELOW, NEAR] = ['111122223333', '123456789012', '444455556666', '111111111111', '222222222222'];
const [FAR_UNIT, NEAR_UNIT] = ['ou-ab12-00000001', 'ou-ab12-00000002'];
const TYPES = ['Recon:EC2/Plain', 'Recon:EC2/By'] as const;
const layer = (values: Readonly<Record<string, number | boolean>>) => ({ [TYPES[0]]: values, [TYPES[1]]: values });

const settings: SettingLayers = {
  organization: layer({ least: 4 }),
  organizationalUnits: { [FAR_UNIT]: layer({ least: 1 }), [NEAR_UNIT]: layer({ least: 3 }) },
  accounts: { [OWN]: layer({ least: 2 }), [OFF]: layer({ enabled: false }) },
};
const organization = organizationView({
  members: new Map([
    [PLAIN, []],
    [OFF, []],
    [OWN, [FAR_UNIT]],
    [BELOW, [FAR_UNIT]],
    [NEAR, [NEAR_UNIT, FAR_UNIT]],
  ]),
});
/** The setting of each account: the most specific one wins. */
const LEAST = { [PLAIN]: 4, [OWN]: 2, [BELOW]: 1, [NEAR]: 3 };

const detectors = [portDetector({ type: TYPES[0] }), portDetector({ type: TYPES[1], by: ['from', 'to'] })];

const objects: fc.Arbitrary<readonly KnockObject[]> = fc
  .array(
    fc.array(
      fc
        .record({
          accountId: fc.constantFrom(PLAIN, OWN, OFF, BELOW, NEAR),
          port: fc.integer({ min: 20, max: 26 }),
          from: fc.constantFrom('i-0001', 'i-0002'),
          time: fc.integer({ min: 0, max: 2 }).map((n) => START + n * 1_200_000),
        })
        .map((fields) => knock(fields)),
      { minLength: 4 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((lists) => lists.map((list, i): KnockObject => [`object-${i}`, list]));

test('an account is asked with the settings that are nearest to it, as if it were alone', () => {
  const together = engineOf(detectors, { settings, organization });
  let found = 0;
  fc.assert(
    fc.property(objects, (list) => {
      const turns = list.map((object) => [object]);
      const findings = runTurns(together, turns);
      found += findings.length;
      for (const [accountId, least] of Object.entries(LEAST)) {
        const alone = engineOf(detectors, { settings: { organization: layer({ least }) } });
        const ofAccount = (each: FindingState) => each.finding.accountId === accountId;
        expect(digest(findings.filter(ofAccount))).toBe(digest(runTurns(alone, turns).filter(ofAccount)));
      }
      expect(findings.filter(({ finding }) => finding.accountId === OFF)).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(100);
});

test('what was counted before a detector was switched off says nothing any more', () => {
  const counted: KnockObject = ['object-1', [20, 21, 22, 23, 24].map((port) => knock({ accountId: OFF, port }))];
  const later: KnockObject = ['object-2', [knock({ accountId: OFF, port: 25 }), knock({ accountId: OWN, port: 25 })]];
  const before = engineOf(detectors);
  const after = engineOf(detectors, { settings, organization });
  const work = after.newWork();
  const stored = stateOf(before, counted);
  expect(stored.size).toBe(2);
  for (const [type, state] of stored) work.absorb(type, START, state);
  expect(work.observe()).toEqual([]);
  expect(runTurns(after, [[counted, later]])).toEqual([]);
});

test('a detector that is off for all but one account is asked of that one', () => {
  const one = { organization: layer({ enabled: false }), accounts: { [OWN]: layer({ enabled: true, least: 1 }) } };
  const heard = runTurns(engineOf(detectors, { settings: one }), [
    [['object', [knock({ accountId: OWN }), knock({ accountId: PLAIN })]]],
  ]);
  expect(heard.map(({ finding }) => finding.accountId)).toEqual([OWN, OWN]);
});

test.each([
  [PLAIN, 'organization'],
  [OWN, OWN],
  [BELOW, FAR_UNIT],
  [NEAR, NEAR_UNIT],
] as const)('findings of %s are judged with what is set for %s', (accountId, setFor) => {
  const judged = engineOf(detectors, { settings, organization }).settingsFor({ type: TYPES[1], accountId });
  expect(judged).toContainEqual({ name: 'least', value: LEAST[accountId], setFor });
  expect(judged).toContainEqual({ name: 'enabled', value: true, setFor: null });
});

test('settings have a version: equal when they ask alike, another when an account is asked otherwise', () => {
  expect(version(settings)).toBe(version(structuredClone(settings)));
  expect(version({ accounts: { [OWN]: layer({ least: 3 }) } })).toBe(version({}));
  const moved = organizationView({ members: new Map([[BELOW, [NEAR_UNIT]]]) });
  const others = [version({}), version(settings), version({ ...settings, accounts: {} }), version(settings, moved)];
  expect(new Set(others).size).toBe(others.length);
});

test('where no settings differ by account, nothing is asked of accounts', () => {
  const fields = engineOf(detectors, { settings, organization }).fields('vpc-flow');
  expect(fields).toEqual(engineOf(detectors).fields('vpc-flow'));
});

function version(given: Partial<SettingLayers>, view = organization): string {
  return engineOf(detectors, { settings: given, organization: view }).settingsVersion;
}

function stateOf(engine: ReturnType<typeof engineOf>, object: KnockObject) {
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  engine.step(decoder.batch(object[1]), { bucket: '', key: object[0] }, 'vpc-flow', work);
  return new Map(work.touched().map(({ type, windowStart }) => [type, work.encode(type, windowStart)]));
}

test.each([
  ['the organization', undefined, [], 4, 'organization'],
  ['an account without values of its own', BELOW, [FAR_UNIT], 1, FAR_UNIT],
  ['an account below two units', NEAR, [NEAR_UNIT, FAR_UNIT], 3, NEAR_UNIT],
  ['an account with values of its own', OWN, [FAR_UNIT], 2, OWN],
])('%s is told which settings hold there, and by what', (_name, accountId, units, least, setFor) => {
  const told = settingsInForce(portDetector({ type: TYPES[0] }), settings, accountId, units);
  expect(told).toMatchObject([
    { name: 'enabled', value: true, setFor: undefined },
    { name: 'least', value: least, setFor },
  ]);
});

test('units, then accounts, that are given something else are told by id', () => {
  expect(exceptionsOf(portDetector({ type: TYPES[0] }), settings)).toEqual([
    { name: 'least', setFor: FAR_UNIT, value: 1 },
    { name: 'least', setFor: NEAR_UNIT, value: 3 },
    { name: 'least', setFor: OWN, value: 2 },
    { name: 'enabled', setFor: OFF, value: false },
  ]);
  expect(exceptionsOf(portDetector({ type: 'Recon:EC2/Other' }), settings)).toEqual([]);
});

test('what is switched on for a unit alone has its fields read before it is known which accounts are below it', () => {
  const off = { organization: layer({ enabled: false }), organizationalUnits: {}, accounts: {} };
  const below = { ...off, organizationalUnits: { [FAR_UNIT]: layer({ enabled: true }) } };
  expect(engineOf(detectors, { settings: off }).fields('vpc-flow')).not.toContain('from');
  expect(engineOf(detectors, { settings: below }).fields('vpc-flow')).toEqual(engineOf(detectors).fields('vpc-flow'));
});
