import type { Judging, TacticKind } from '#services/model/behaviour.ts';
import { BIT } from '../bits.ts';
import { TRAFFIC_RATES_VERSION, trafficRates, type TrafficTactic } from './traffic-rates.ts';

const TACTICS: Readonly<Record<TrafficTactic, TacticKind>> = { TrafficVolume: 'acts', NetworkPort: 'acts' };

/** How days of traffic of an instance are judged. */
export const TRAFFIC_JUDGING: Judging = {
  version: TRAFFIC_RATES_VERSION,
  tactics: TACTICS,
  rates: trafficRates,
  circumstances: {},
  newActs: { person: [5, 0.2] },
  refused: { person: 0.5 },
  // Programs use a new port once in some weeks. Peer-to-peer programs, crawlers and passive FTP do so every day, as
  // their earlier days show.
  renewal: 0.03,
  // These days include everything that is done once a week: jobs, backups, reports.
  settles: 8,
  // A release reaches all instances of a subnet, and an intruder moves from one to the next.
  tellsOf: 'peers',
  thresholds: { usual: 5 * BIT, firstWeek: 5 * BIT },
  chains: true,
  share: 0.05,
  words: { did: 'opened', acts: 'ports', made: 'opened', peers: 'subnet' },
  names: (code) => ({ Ports: code }),
};
