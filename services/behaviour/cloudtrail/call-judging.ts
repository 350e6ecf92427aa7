import type { Judging, TacticKind } from '#services/model/behaviour.ts';
import { parseCode } from '../act-code.ts';
import { RATES_VERSION, type Tactic } from '../apis/rates.ts';
import { BIT } from '../bits.ts';
import { callRates } from './call-rates.ts';

const TACTICS: Readonly<Record<Tactic, TacticKind>> = {
  CredentialAccess: 'takes',
  DefenseEvasion: 'acts',
  Discovery: 'looks',
  Execution: 'acts',
  Exfiltration: 'acts',
  Impact: 'acts',
  InitialAccess: 'acts',
  Persistence: 'acts',
  PrivilegeEscalation: 'acts',
};

/** How days of calls are judged. */
export const CALL_JUDGING: Judging = {
  version: RATES_VERSION,
  tactics: TACTICS,
  rates: callRates,
  circumstances: {
    network: { attacks: 0.8, usual: 0.02, most: 4 * BIT, name: 'network', guardduty: 'ASNs' },
    client: { attacks: 0.6, usual: 0.2, most: 3 * BIT, name: 'client', guardduty: 'UserAgents' },
    region: { attacks: 0.3, usual: 0.2, most: 3 * BIT, name: 'Region' },
  },
  newActs: { person: [8, 0.8], tool: [20, 1], machine: [2, 0.05], root: [25, 2] },
  refused: { person: 0.5, tool: 0.4, machine: 0.2, root: 0.3 },
  // About one alert per account and week in synthetic organizations that were never tuned on. In its first week an
  // account is judged by shipped rates alone: one odd policy or thirty secrets stay below the threshold by themselves.
  thresholds: { usual: 5 * BIT, firstWeek: 7 * BIT },
  // Once a quarter administrators do in the console what attackers do, and attackers mostly steal keys, not sign-ins.
  moreInFirstWeek: { 'signed-in': 2 * BIT },
  chains: true,
  share: 1,
  words: { did: 'called', acts: 'calls', made: 'made', peers: 'role' },
  // GuardDuty names a call without its parameters.
  names: (code) => ({ APIs: parseCode(code).name.split(':')[1]?.replace(/\[.*/, '') ?? code }),
};
