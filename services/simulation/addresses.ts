import type { Random } from './random.ts';

/** Where people work: one office, and a home address for each person. */
export const OFFICE = '203.0.113.10';

export function homeOf(person: string): string {
  return `203.0.113.${64 + ((person.length * 37 + person.charCodeAt(0) * 11 + person.charCodeAt(person.length - 1)) % 64)}`;
}

/**
 * A random address of the Internet. It is from 198.19.0.0/16 of the range for benchmarks, because the documentation
 * ranges are too small for a crowd. The other half, 198.18.0.0/16, holds the addresses on lists. The documentation
 * ranges are left to detectors' examples that are retold in the organization.
 */
export function somebody(random: Random): string {
  return `198.19.${random.int(0, 255)}.${random.int(1, 254)}`;
}

/** An address of AWS: from the example in its documentation of `ip-ranges.json`. */
export function amazonAddress(random: Random): string {
  return `3.5.${random.int(140, 143)}.${random.int(1, 254)}`;
}

/** The remote ends of the attack episodes, and the lists that contain them. */
export const THREATS = {
  torExit: '198.18.255.9',
  custom: '198.18.255.77',
  commandAndControl: '198.18.255.66',
  /** On no list: it is detected by its behaviour. */
  attacker: '198.51.100.130',
  victim: '198.51.100.200',
  miningPool: 'pool.mining.example',
} as const;

/**
 * Two networks that will certainly keep their countries, which documentation ranges do not have: the Internet
 * registries in the Netherlands and in Australia.
 */
export const FAR_APART = { first: '193.0.6.139', second: '203.119.101.61' } as const;
