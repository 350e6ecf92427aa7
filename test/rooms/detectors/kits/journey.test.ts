import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { impossibleJourney, isPlaced } from '#services/detectors/kits/journey.ts';
import { apartKm } from '#services/detectors/kits/distance.ts';

const [BERLIN, PARIS, RIO, SYDNEY, NOWHERE] = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'];
const intel = exampleIntel({
  records: [],
  places: {
    [BERLIN]: { countryCode: 'DE', countryName: 'Germany' },
    [PARIS]: { countryCode: 'FR', countryName: 'France' },
    [RIO]: { countryCode: 'BR', countryName: 'Brazil' },
    [SYDNEY]: { countryCode: 'AU' },
  },
});
const FROM_BERLIN_TO_SYDNEY = apartKm('DE', 'AU');
const LIMITS = { kilometres: 1000, kilometresPerHour: 900 };

function went(signIns: readonly string[], limits = LIMITS) {
  return impossibleJourney(signIns, intel, limits);
}

test('two sign-ins in an hour, far apart', () => {
  expect(went([`160|${SYDNEY}`, `101|${BERLIN}`])).toEqual({
    from: `${BERLIN} (Germany)`,
    to: `${SYDNEY} (AU)`,
    km: FROM_BERLIN_TO_SYDNEY,
    withinMs: 3_600_000,
    kmPerHour: FROM_BERLIN_TO_SYDNEY,
  });
});

test.each([
  ['at once', [`100|${BERLIN}`, `100|${RIO}`], `${BERLIN} (Germany)`],
  ['by number, not by text', [`99|${RIO}`, `101|${BERLIN}`], `${RIO} (Brazil)`],
])('which came first: %s', (_name, signIns, from) => {
  expect(went(signIns)?.from).toBe(from);
});

test('the fastest of several', () => {
  const times = [`0|${SYDNEY}`, `100|${BERLIN}`, `101|${RIO}`, `200|${SYDNEY}`];
  expect(went(times)).toMatchObject({ from: `${BERLIN} (Germany)`, to: `${RIO} (Brazil)` });
  expect(went(times.toReversed())).toMatchObject({ from: `${BERLIN} (Germany)`, to: `${RIO} (Brazil)` });
});

test.each([
  ['nowhere', [`100|${BERLIN}`, `101|${NOWHERE}`]],
  ['no address', ['100', `101|${BERLIN}`]],
  ['one country', [`100|${BERLIN}`, `101|${BERLIN}`]],
  ['neighbours', [`100|${BERLIN}`, `101|${PARIS}`]],
  ['two days later', [`0|${BERLIN}`, `2880|${SYDNEY}`]],
])('no journey: %s', (_name, signIns) => {
  expect(went(signIns)).toBeUndefined();
});

test('as far as the limit is far, and as fast is not too fast', () => {
  const km = FROM_BERLIN_TO_SYDNEY;
  const signIns = [`101|${BERLIN}`, `160|${SYDNEY}`];
  expect(went(signIns, { kilometres: km, kilometresPerHour: km - 1 })).toBeDefined();
  expect(went(signIns, { kilometres: km + 1, kilometresPerHour: 1 })).toBeUndefined();
  expect(went(signIns, { kilometres: 1, kilometresPerHour: km })).toBeUndefined();
});

test.each([
  ['of a country', '8.8.8.8', [], true],
  ['of an exempt network', '8.8.8.8', ['AS64500'], false],
  ['of one that is exempt by its number', '8.8.8.8', ['64500'], false],
  ['of another', '8.8.8.8', ['AS64501', '1AS64500'], true],
  ['of no country', '9.9.9.9', [], false],
  ['of a country that is on no map', '7.7.7.7', [], false],
  ['of AWS', '6.6.6.6', [], false],
  ['of a Tor exit', '5.5.5.5', [], false],
  ['of a private network', '10.0.0.1', [], false],
  ['not there', undefined, [], false],
])('an address %s is where its user is', (_name, address, exempt, expected) => {
  const place = { countryCode: 'DE', asn: 64_500 };
  const known = exampleIntel({
    records: [],
    places: {
      '8.8.8.8': place,
      '7.7.7.7': { countryCode: 'ZZ' },
      '6.6.6.6': place,
      '5.5.5.5': place,
      '10.0.0.1': place,
    },
    amazon: ['6.6.6.6'],
    lists: { 'tor-exit': ['5.5.5.5'] },
  });
  expect(isPlaced(address, known, exempt)).toBe(expected);
});
