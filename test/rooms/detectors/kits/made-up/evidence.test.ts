import { describe, expect, test } from 'vitest';
import { evidence, mayBeMadeUp, type Asked } from '#services/detectors/kits/made-up/evidence.ts';

const ODD = 'xkqjvhzwpd.com';

function weigh(overrides: Partial<Asked> = {}): number {
  const asked = { query_name: ODD, rcode: 'NXDOMAIN', askers: 1, domainsBeside: 2, mailBeside: false, ...overrides };
  return evidence(asked)?.weight ?? 0;
}

describe('a name that nobody would choose', () => {
  test('weighs most when there is none', () => {
    expect(weigh()).toBeGreaterThan(weigh({ rcode: 'SERVFAIL' }));
    expect(weigh({ rcode: 'SERVFAIL' })).toBeGreaterThan(weigh({ rcode: 'NOERROR' }));
  });

  test('weighs less the more its host asks for besides, and nothing for a crawler', () => {
    const weights = [4, 10, 40, 1000].map((domainsBeside) => weigh({ domainsBeside }));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(weights.at(-1)).toBe(0);
  });

  test('weighs less for who asks for its mail, and nothing where several hosts ask', () => {
    expect(weigh({ mailBeside: true })).toBeLessThan(weigh());
    expect(weigh({ askers: 2 })).toBe(weigh());
    expect(weigh({ askers: 3 })).toBe(0);
  });

  test('never accuses alone', () => {
    expect(weigh()).toBeLessThan(3500 / 3);
  });

  test('is the same name with www before it', () => {
    expect(
      evidence({ query_name: `www.${ODD}`, rcode: 'NXDOMAIN', askers: 1, domainsBeside: 2, mailBeside: false })?.value,
    ).toBe(ODD);
  });
});

test.each([
  'www.google.com',
  'amazon.co.uk',
  'wikipedia.org',
  'stackoverflow.com',
  `${'a'.repeat(8)}.s3.amazonaws.com`,
])('%s is not even looked at', (name) => {
  expect(mayBeMadeUp(name)).toBe(false);
});
