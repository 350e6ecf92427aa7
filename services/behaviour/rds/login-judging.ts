import type { Judging, TacticKind } from '#services/model/behaviour.ts';
import { BIT } from '../bits.ts';
import { LOGIN_RATES_VERSION, loginRates, type LoginTactic } from './login-rates.ts';

const TACTICS: Readonly<Record<LoginTactic, TacticKind>> = { SuccessfulLogin: 'acts', FailedLogin: 'acts' };

/** How days of a database are judged. */
export const LOGIN_JUDGING: Judging = {
  version: LOGIN_RATES_VERSION,
  tactics: TACTICS,
  rates: loginRates,
  circumstances: {
    network: { attacks: 0.8, usual: 0.02, most: 3 * BIT, name: 'network', guardduty: 'ASNs' },
    // An intruder who found a password logs in as a known user.
    user: { attacks: 0.3, usual: 0.2, most: 2 * BIT, name: 'user', guardduty: 'UserNames' },
    application: { attacks: 0.5, usual: 0.2, most: 2 * BIT, name: 'application', guardduty: 'Applications' },
  },
  newActs: { person: [3, 0.2] },
  refused: { person: 0.5 },
  // In an account's first week its databases are set up, from any desk.
  thresholds: { usual: 5 * BIT, firstWeek: 7 * BIT },
  chains: true,
  share: 0.15,
  words: { did: 'seen', acts: 'log-ins', made: 'saw', peers: 'role' },
  names: (code) => ({ Logins: code }),
};
