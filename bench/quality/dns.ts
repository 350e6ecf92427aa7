import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OwnedLabel } from '#services/detectors/kits/made-up/label.ts';
import tunnel from '#services/detectors/trojan/ec2-dns-data-exfiltration.ts';
import dga from '#services/detectors/trojan/ec2-dga-domain-request-b.ts';
import { isChosen, readBenign } from '../../scripts/train-dga/benign.ts';
import { found, isSlowable, readCaptures, slowest } from './dns-captures.ts';
import { readFamilies, type Family } from './dns-data.ts';
import { askable, BEHAVIOURS, goneByCounting, namesUntilAccused, quietDays } from './dns-hosts.ts';
import { judges, measureNames, namesASecond, RATES, RESAMPLES, type Judge, type Told } from './dns-names.ts';
import { openWatches } from './dns-watch.ts';
import { quantile } from './intervals.ts';
import { say } from './say.ts';

const HOSTS = 25;
/** Families with at least this many names count as large. */
const LARGE = 100;
const DAYS = { ordinary: 3000, mail: 40, crawler: 40 } as const;

/** Lists of the most popular sites. Samples of all sites have many names that nobody chose, where few visits count. */
const POPULAR = /alexa2016|top2023/;

/** Prints how well single names are judged, by Vedette and by the usual method, and how fast. */
export function printNames(from: string): void {
  const benign = readBenign(`${from}/benign-domains.csv.gz`);
  say(`Names a second (one core): ${Math.round(namesASecond(benign))}`);
  const weights = fileURLToPath(new URL('../../services/detectors/kits/made-up/weights.ts', import.meta.url));
  say(`Model as shipped: ${Math.round(statSync(weights).size / 1000)} kB`);
  const families = readFamilies(from);
  const all = judges(benign);
  printSingleNames(all, benign, families);
  for (const isPopular of [true, false]) {
    const listed = readBenign(
      `${from}/benign-domains.csv.gz`,
      (sources) => isChosen(sources) && POPULAR.test(sources ?? '') === isPopular,
    );
    const told = measureNames('characters', all.characters, listed, families).families;
    const of = told.filter(({ family }) => families.some(({ name, kind }) => name === family && kind === 'characters'));
    const lists = isPopular ? 'lists of the most popular sites' : 'samples of all sites';
    say(`\nCharacters, false positives among names of ${lists}: mean of ${of.length} families ${means(of)}`);
  }
}

function printSingleNames(
  all: Readonly<Record<string, Judge>>,
  benign: readonly OwnedLabel[],
  families: readonly Family[],
): void {
  for (const [name, judge] of Object.entries(all)) {
    const told = measureNames(name, judge, benign, families);
    say(`\nSingle names by ${name}: told at false positives of ${RATES.map((rate) => `${rate * 100} %`).join(', ')}`);
    for (const kind of ['characters', 'words', 'adversarial'] as const) {
      const of = told.families.filter(({ family }) =>
        families.some((each) => each.name === family && each.kind === kind),
      );
      say(`  ${kind}, mean of ${of.length} families: ${means(of)}`);
      const large = of.filter(({ names }) => names >= LARGE);
      say(`  ${kind}, mean of the ${large.length} families of ${LARGE} names and more: ${means(large)}`);
    }
    for (const { family, names, shares } of told.families)
      say(`    ${family.padEnd(24)} ${String(names).padStart(6)} names  ${percent(shares)}`);
  }
}

/** The means over families, with their 95 % confidence intervals for other names by people (bootstrap). */
function means(families: Told['families']): string {
  return Array.from(RATES.keys(), (rate) => {
    const meanOf = (shares: readonly (readonly number[] | undefined)[]): number =>
      (100 * shares.reduce((sum, share) => sum + (share?.[rate] ?? 0), 0)) / families.length;
    const others = Array.from({ length: RESAMPLES }, (_, sample) =>
      meanOf(families.map(({ resampled }) => resampled[sample])),
    );
    const [low, high] = [quantile(others, 0.025), quantile(others, 0.975)];
    return `${meanOf(families.map(({ shares }) => shares)).toFixed(1)} % (${low.toFixed(1)} to ${high.toFixed(1)})`;
  }).join(', ');
}

function percent(shares: readonly number[]): string {
  return shares.map((share) => `${(100 * share).toFixed(1)} %`.padStart(8)).join(' ');
}

/** Prints after how many names a host is accused, and how many ordinary hosts are. */
export async function printHosts(from: string): Promise<void> {
  const names = askable(readBenign(`${from}/benign-domains.csv.gz`));
  const families = readFamilies(from);
  const begin = await openWatches([dga]);
  say(`\nNames asked for, one in ten minutes, until a host is accused (${HOSTS} hosts a family): median, nine in ten`);
  for (const family of families) {
    const counts = namesUntilAccused(begin, names, family, HOSTS, 60).toSorted((a, b) => a - b);
    const [median, most] = [counts[HOSTS >> 1], counts[Math.ceil(HOSTS * 0.9) - 1]];
    say(`    ${family.name.padEnd(24)} ${family.kind.padEnd(12)} ${median} ${most}`);
  }
  say(
    `  by counting names that do not exist, for no ordinary host in 3,000 days: ${goneByCounting(DAYS.ordinary)} of any family`,
  );
  for (const [kind, days] of Object.entries(DAYS)) {
    const behaviour = BEHAVIOURS[kind === 'mail' || kind === 'crawler' ? kind : 'ordinary'];
    say(`  ${behaviour.name}: ${quietDays(begin, names, behaviour, days)} accused of ${days} days`);
  }
}

/** Prints what is found in captures and how soon, and the slowest tunnels that are still found. */
export async function printCaptures(from: string): Promise<void> {
  const begin = await openWatches([dga, tunnel]);
  say('\nCaptures: what is found, and how many seconds after the first query');
  const captures = readCaptures(from);
  for (const capture of captures)
    for (const objectSeconds of [300, 1]) {
      // The detector of generated names depends on the other queries in an object, so it is only meaningful with
      // objects as AWS delivers them.
      const after = [...found(begin, capture, objectSeconds)].filter(
        ([type]) => objectSeconds > 1 || type !== dga.type,
      );
      say(
        `    ${capture.name.padEnd(22)} objects of ${objectSeconds} s, expected ${capture.expected.join() || 'nothing'}: ${after.map(([type, seconds]) => `${type} after ${seconds} s`).join(', ') || 'nothing'}`,
      );
    }
  say('\nTunnels slowed down: fewest bytes a second found within a day, from midnight on and from noon on');
  for (const capture of captures.filter(({ expected }) => expected.includes(tunnel.type))) {
    if (!isSlowable(capture)) {
      say(`    ${capture.name.padEnd(22)} not slowed down: its names hold too little data`);
      continue;
    }
    for (const isForAddresses of [false, true]) {
      const least = [0, 43_200].map((second) => slowest(begin, capture, tunnel.type, isForAddresses, second) ?? 'none');
      say(
        `    ${capture.name.padEnd(22)} ${isForAddresses ? 'A records alone' : 'as it is       '} ${least.join(' ')}`,
      );
    }
  }
}
