import type { Random } from './random.ts';

/** Where people work: one office, and each at home. */
export const OFFICE = '203.0.113.10';

export function homeOf(person: string): string {
  return `203.0.113.${64 + ((person.length * 37 + person.charCodeAt(0) * 11 + person.charCodeAt(person.length - 1)) % 64)}`;
}

/**
 * Somebody on the Internet: of the addresses set apart for benchmarks, for the documentation ranges are too few for a
 * crowd. Their other half, 198.18.0.0/16, is whom lists know of: examples of detectors that are told of the organization
 * have the documentation ranges to themselves.
 */
export function somebody(random: Random): string {
  return `198.19.${random.int(0, 255)}.${random.int(1, 254)}`;
}

/** AWS's own: the example of its documentation of `ip-ranges.json`. */
export function amazonAddress(random: Random): string {
  return `3.5.${random.int(140, 143)}.${random.int(1, 254)}`;
}

/** What the attack episodes come from and go to, and the lists that know of it. */
export const THREATS = {
  torExit: '198.18.255.9',
  custom: '198.18.255.77',
  commandAndControl: '198.18.255.66',
  /** In no list: known by what it does. */
  attacker: '198.51.100.130',
  victim: '198.51.100.200',
  miningPool: 'pool.mining.example',
} as const;

/**
 * Two networks whose countries are known for good, which documentation ranges do not have: the registries of Internet
 * numbers in the Netherlands and in Australia.
 */
export const FAR_APART = { first: '193.0.6.139', second: '203.119.101.61' } as const;
