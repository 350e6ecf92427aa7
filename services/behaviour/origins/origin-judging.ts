import type { ActRates, Judging } from '#services/model/behaviour.ts';
import { BIT } from '../bits.ts';

/** The purpose of using a key for whoever stole it: the tactic of the profile. */
export const KEY_USE = 'KeyUse';

/** The code of a use from somewhere: `from 198.51.0.0/16`, `from AWS`. */
export function originCode(network: string): string {
  return `from ${network}`;
}

/** Within the owner's networks, as calls through VPC endpoints are. Nobody takes a stolen key there to use it. */
export const INSIDE = originCode('inside');

const QUIET: ActRates = { tactic: undefined, attacks: 0, days: 0.5, volume: undefined };
/**
 * How often a stolen key is used from another network than its owner's, and on how many days a user begins to use
 * another network. The numbers are reviewed estimates. If this user does so more often (`renewal`), that rate counts.
 */
const ANY: ActRates = { tactic: KEY_USE, attacks: 0.6, days: 0.005, volume: undefined };

/** How days of a user's keys are judged. */
export const ORIGIN_JUDGING: Judging = {
  version: 1,
  tactics: { [KEY_USE]: 'acts' },
  rates: (code) => (code === INSIDE ? QUIET : ANY),
  circumstances: {
    client: { attacks: 0.6, usual: 0.2, most: 3 * BIT, name: 'client', guardduty: 'UserAgents' },
  },
  newActs: { person: [2, 0.2] },
  refused: { person: 0.5 },
  // People travel, providers give out other addresses, builds run anywhere. The earlier days of such a user show it.
  renewal: 0.1,
  // Two weeks of one place, from which a key is used on working days, are a habit.
  settles: 10,
  chains: true,
  // Another network alone never reaches the threshold, nor does another program alone: people who move keep their
  // program.
  thresholds: { usual: 7.5 * BIT, firstWeek: 7.5 * BIT },
  share: 0.05,
  words: { did: 'used', acts: 'networks', made: 'used', peers: 'account' },
  names: (code) => ({ Origins: code }),
};
