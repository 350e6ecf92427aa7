import type { ActRates, Volume } from '#services/model/behaviour.ts';

/** The purposes of Internet traffic for an attacker on an instance: each has a finding type of GuardDuty. */
export type TrafficTactic = 'TrafficVolume' | 'NetworkPort';

/** Raised whenever a rate changes. */
export const TRAFFIC_RATES_VERSION = 1;

/** The receiver of what an instance sends: backups and uploads go to AWS, and little else does. */
export type Receiver = 'AWS' | 'others';

export function sentCode(receiver: Receiver): string {
  return `traffic to ${receiver}`;
}

export function portCode(protocol: number, port: number): string {
  return `${NAMES[protocol] ?? protocol}/${port}`;
}
const NAMES: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' };

/** Bytes of a day that surprise nobody while nothing larger is known: a dump, an image, a published release. */
const USUAL: Readonly<Record<Receiver, number>> = { AWS: 8 * 2 ** 30, others: 2 * 2 ** 30 };

/** A petabyte: no instance sends more in a day. */
const SENT_MAX = 2 ** 50;

/** Nearly every instance sends to the Internet now and then: only the amount is telling. */
const SENT: Readonly<Record<string, ActRates>> = {
  [sentCode('others')]: { tactic: 'TrafficVolume', attacks: 1, days: 0.5, volume: volumeOf(USUAL.others) },
  // Every day many instances begin to copy things to AWS, and few attackers send stolen data there.
  [sentCode('AWS')]: { tactic: 'TrafficVolume', attacks: 0.5, days: 0.5, volume: volumeOf(USUAL.AWS) },
};

function volumeOf(usual: number): Volume {
  return { most: SENT_MAX, usual, spread: 'wide', say: bytesText };
}

const QUIET: ActRates = { tactic: undefined, attacks: 0, days: 0.5, volume: undefined };

/**
 * Ports of shells that call home, of IRC, Tor, miners and object lookups (LDAP, as with Log4j), of remote desktops and
 * Windows shares: few instances use them on the Internet.
 */
const ATTACKERS: ReadonlySet<number> = new Set([
  23, 389, 445, 1080, 1337, 1389, 3333, 3389, 4444, 4445, 5555, 5985, 6666, 6667, 6668, 6669, 6697, 7777, 9001, 9030,
  9050, 9999, 14433, 14444, 31337,
]);

/**
 * Ports of the web, and of services that programs begin to use with a new release: mail, SSH for files and code,
 * databases, queues. Only the amount of such traffic is judged.
 */
const SERVICES: ReadonlySet<number> = new Set([
  21, 22, 25, 80, 110, 143, 443, 465, 500, 514, 587, 636, 853, 873, 990, 993, 995, 1194, 1433, 1521, 1883, 1935, 2049,
  2083, 2087, 2096, 2377, 3000, 3306, 3478, 4317, 4318, 4443, 4500, 5000, 5044, 5222, 5223, 5228, 5349, 5432, 5439,
  5671, 5672, 6379, 6443, 6514, 7443, 8000, 8080, 8081, 8125, 8126, 8443, 8883, 8888, 9000, 9042, 9092, 9093, 9094,
  9200, 9243, 9418, 9443, 9997, 11371, 27017, 51820,
]);

/**
 * How often attackers do something with traffic of an instance, and on how many of its days it is to be expected. The
 * numbers are reviewed estimates.
 */
export function trafficRates(code: string): ActRates {
  const sent = SENT[code];
  if (sent !== undefined) return sent;
  const port = Number(code.slice(code.indexOf('/') + 1));
  if (SERVICES.has(port)) return QUIET;
  if (ATTACKERS.has(port)) return { tactic: 'NetworkPort', attacks: 0.5, days: 0.001, volume: undefined };
  // Machines that people work on use new ports now and then: only after a month without any is one telling.
  return { tactic: 'NetworkPort', attacks: 0.1, days: 0.002, volume: undefined };
}

/** In decimal units, as bills count bytes: `48 GB`, `1.1 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit] ?? ''}`;
}
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
