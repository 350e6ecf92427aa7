import { expect, test } from 'vitest';
import { apartKm, isOnMap } from '#services/detectors/kits/distance.ts';
import { COUNTRY_CENTRES } from '#services/intel/country-centres.ts';

test.each(['US CA', 'US MX', 'NO SE', 'FR DE', 'ES PT', 'SG MY', 'HK CN', 'RU CN', 'GF BR', 'LS ZA', 'FR GB', 'RU US'])(
  '%s: neighbours are not far apart',
  (pair) => {
    const [a = '', b = ''] = pair.split(' ');
    expect(apartKm(a, b)).toBeLessThan(250);
  },
);

test.each([
  ['NO', 'BR', 7749],
  ['FR', 'BR', 6300],
  ['NL', 'CW', 7700],
  ['GB', 'US', 4100],
  ['DE', 'AU', 12_300],
  ['IN', 'US', 6500],
])('from %s to %s are some %i km', (a, b, km) => {
  expect(Math.abs(apartKm(a, b) - km)).toBeLessThan(200);
  expect(apartKm(b, a)).toBe(apartKm(a, b));
});

test('what has a centre is on the map, and what is not a country is not', () => {
  expect(Object.keys(COUNTRY_CENTRES).filter((code) => !isOnMap(code))).toEqual([]);
  expect(isOnMap('toString')).toBe(false);
});
