import { expect, test } from 'vitest';
import { whoSet } from '../../../../console/detectors/who-set.ts';

const change = (who: string, setFor: string, after: object) => ({
  who,
  what: 'settings.change',
  after,
  about: { for: setFor },
});
/** The latest first. */
const ENTRIES = [
  { who: 'ada', what: 'finding.decide', after: { ports: 7 }, about: { for: 'organization' } },
  change('ada', '111122223333', { ports: 9 }),
  change('ben', 'organization', { names: ['a'], enabled: true }),
  change('eve', 'organization', { ports: 7 }),
  change('ben', 'organization', { ports: 8 }),
];

test.each([
  ['ports', 7, 'organization', 'eve'],
  ['ports', 8, 'organization', undefined],
  ['ports', 9, '111122223333', 'ada'],
  ['ports', 9, 'ou-ab12-cd34ef56', undefined],
  ['names', ['a'], 'organization', 'ben'],
  ['constructor', 7, 'organization', undefined],
])('%s is %j for %s: set by %s', (name, value, setFor, who) => {
  expect(whoSet(ENTRIES, { name, value, setFor })?.who).toBe(who);
});
