import type { OwnedLabel } from '#services/detectors/kits/made-up/label.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { MEASURED_PART, partOf } from '../../scripts/train-dga/benign.ts';
import { createRandom, type Random } from '../random.ts';
import type { Family } from './dns-data.ts';
import type { Watch } from './dns-watch.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 2, 2);
/** Time that a log object of a VPC covers. */
const OBJECT = 5 * MINUTE;

/** A host's behaviour: how many names it asks for in a day, and the share of names that do not exist. */
interface Behaviour {
  readonly name: string;
  /** Range of the number of domains in a day. */
  readonly domains: readonly [least: number, most: number];
  readonly gone: number;
  /** Types of its queries. */
  readonly types: readonly string[];
}

export const BEHAVIOURS: Readonly<Record<'ordinary' | 'mail' | 'crawler', Behaviour>> = {
  ordinary: { name: 'ordinary host', domains: [20, 400], gone: 0.02, types: ['A', 'AAAA'] },
  mail: { name: 'mail host', domains: [2000, 6000], gone: 0.08, types: ['MX', 'TXT', 'A'] },
  crawler: { name: 'crawler', domains: [5000, 20_000], gone: 0.05, types: ['A', 'AAAA'] },
};

/** Names that were not used for training, to be queried as by people: a few often, most rarely. */
export function askable(benign: readonly OwnedLabel[]): readonly string[] {
  return benign.filter((name) => partOf(name) === MEASURED_PART).map(({ label, suffix }) => `${label}.${suffix}.`);
}

/** Simulates days of well-behaved hosts, and returns how many of them are accused. */
export function quietDays(begin: () => Watch, names: readonly string[], behaviour: Behaviour, days: number): number {
  const random = createRandom(days + behaviour.domains[1]);
  let accused = 0;
  const together = behaviour === BEHAVIOURS.ordinary ? 100 : 2;
  for (let first = 0; first < days; first += together) {
    const objects: string[][] = Array.from({ length: DAY / OBJECT }, () => []);
    for (let host = 0; host < Math.min(together, days - first); host++) {
      const [least, most] = behaviour.domains;
      const count = least + random.below(most - least);
      for (let i = 0; i < count; i++) {
        const time = random.below(DAY);
        const name = skewed(random, names);
        const isGone = random.below(1000) < behaviour.gone * 1000;
        // Crawlers often ask for a host name below a domain that does not exist.
        const before = random.below(2) === 0 ? 'www.' : random.below(3) === 0 ? 'img.' : '';
        for (const query_type of behaviour.types)
          objects[Math.floor(time / OBJECT)]?.push(asked(host, time, before + name, query_type, isGone));
      }
    }
    const watch = begin();
    const blamed = new Set<string>();
    for (const lines of objects) if (lines.length > 0) for (const { about } of watch.read(lines)) blamed.add(about);
    accused += blamed.size;
  }
  return accused;
}

/**
 * The number of a family's names that a host had asked for, one in ten minutes, when it was accused; Infinity when it
 * never was. One entry for each host.
 */
export function namesUntilAccused(
  begin: () => Watch,
  names: readonly string[],
  { names: made }: Pick<Family, 'names'>,
  hosts: number,
  most: number,
): readonly number[] {
  const random = createRandom(made.length);
  return Array.from({ length: hosts }, () => {
    const watch = begin();
    const from = random.below(made.length);
    for (let i = 0; i < most; i++) {
      // One in twenty names was registered by somebody.
      const isGone = random.below(20) !== 0;
      const time = i * 10 * MINUTE;
      const lines = [asked(0, time, `${made[(from + i) % made.length]}.`, 'A', isGone)];
      for (let j = random.below(4); j > 0; j--) lines.push(asked(0, time, skewed(random, names), 'A', false));
      if (watch.read(lines).length > 0) return i + 1;
    }
    return Infinity;
  });
}

/** For comparison, a detector that only counts missing domains: the lowest threshold that accuses no ordinary host. */
export function goneByCounting(days: number): number {
  const random = createRandom(7);
  let most = 0;
  for (let day = 0; day < days; day++) {
    const [least, above] = BEHAVIOURS.ordinary.domains;
    const count = least + random.below(above - least);
    let gone = 0;
    for (let i = 0; i < count; i++) if (random.below(1000) < BEHAVIOURS.ordinary.gone * 1000) gone++;
    most = Math.max(most, gone);
  }
  return most + 1;
}

function asked(host: number, time: number, query_name: string, query_type: string, isGone: boolean): string {
  return JSON.stringify(
    query({
      query_name,
      query_type,
      query_timestamp: new Date(START + time).toISOString().replace(/\.\d+/, ''),
      ...(isGone
        ? { rcode: 'NXDOMAIN', answers: [] }
        : { answers: [{ Rdata: addressOf(query_name), Type: query_type, Class: 'IN' }] }),
      srcaddr: `10.0.${host >> 8}.${host & 255}`,
      srcids: { instance: `i-${host.toString(16).padStart(17, '0')}` },
    }),
  );
}

/** Most sites have their own addresses. */
function addressOf(name: string): string {
  const number = [...name].reduce((state, letter) => (Math.imul(state, 31) + letter.charCodeAt(0)) >>> 0, 7);
  return `198.${18 + (number & 1)}.${(number >>> 8) & 255}.${(number >>> 16) & 255}`;
}

function skewed(random: Random, names: readonly string[]): string {
  const most = 1 + random.below(names.length);
  return names[random.below(most)] ?? '';
}
