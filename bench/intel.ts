import { BlockList } from 'node:net';
import process from 'node:process';
import { parseIpAddress } from '#services/intel/ip-address.ts';
import { parseIpRange } from '#services/intel/ip-range.ts';
import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import { createRandom } from './random.ts';
import { gated, type BenchRow } from './row.ts';

const ADDRESSES = 100_000;
const RANGES = 20_000;
const DOMAINS = 500_000;
const QUERIES = 200_000;
/** Lookups in a linear search over all entries, as in the `net.BlockList` of Node.js 20: fewer, because it is slow. */
const WALKS = 300;
const ROUNDS = 5;

/** Looks up values, most of which are on no list, in lists as long as the longest published ones. */
export async function run(): Promise<readonly BenchRow[]> {
  const random = createRandom(7);
  const address = () => `${1 + random.below(222)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
  const prefixes = Array.from({ length: RANGES }, () => [address(), 16 + random.below(13)] as const);
  const addresses = Array.from({ length: ADDRESSES }, address);
  const lines = [...addresses, ...prefixes.map(([network, length]) => `${network}/${length}`)];
  const name = () => `${random.below(2 ** 31).toString(36)}.${random.below(2 ** 16).toString(36)}.example`;
  const domains = Array.from({ length: DOMAINS }, name);
  const none = { name: 'none', version: 'none', open: () => ({ find: () => undefined }) };
  const lists = [
    createThreatList('malicious', 'addresses', Buffer.from(lines.join('\n'))),
    createThreatList('phishing', 'domains', Buffer.from(domains.join('\n'))),
  ];
  const intel = createIntel({ lists, systems: none, countries: none, ranges: undefined });
  const blocks = new BlockList();
  for (const each of addresses) blocks.addAddress(each);
  for (const [network, length] of prefixes) blocks.addSubnet(network, length);
  const suffixes = new Set(domains);
  const ranges = lines.flatMap((line) => parseIpRange(line)?.blocks ?? []);
  const [firsts, lasts] = [ranges.map(({ first }) => Number(first)), ranges.map(({ last }) => Number(last))];

  const asked = Array.from({ length: QUERIES }, address);
  const names = Array.from({ length: QUERIES }, (_, i) => (i % 50 === 0 ? `www.${domains[i] ?? ''}` : `www.${name()}`));
  const ours = medianNs(asked, (each) => intel.address(each, 'malicious') !== undefined);
  const indexed = medianNs(asked, (each) => blocks.check(each));
  const walked = medianNs(asked.slice(0, WALKS), (each) => {
    const at = Number(parseIpAddress(each));
    return firsts.findLastIndex((first, row) => first <= at && at <= (lasts[row] ?? 0)) >= 0;
  });
  const ourNames = medianNs(names, (each) => intel.domain(each, 'phishing') !== undefined);
  const suffixed = medianNs(names, (each) => hasSuffix(suffixes, each));
  return [
    gated(`an address of ${ADDRESSES} and ${RANGES} ranges / a walk through them, CPU ns`, ours, walked, 1 / 200),
    gated('the same / net.BlockList of this Node.js, CPU ns', ours, indexed, 0.6),
    gated(`a name of ${DOMAINS} / a set of texts asked for each suffix, CPU ns`, ourNames, suffixed, 1),
  ];
}

function hasSuffix(suffixes: ReadonlySet<string>, name: string): boolean {
  for (let at = 0; at >= 0; at = name.indexOf('.', at) + 1 || -1) if (suffixes.has(name.slice(at))) return true;
  return false;
}

/** CPU time of one lookup, as the median of some rounds; the first round warms up. */
function medianNs(values: readonly string[], ask: (value: string) => boolean): number {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const value of values) if (ask(value)) found++;
    const { user, system } = process.cpuUsage(before);
    if (round > 0) times.push(((user + system) * 1000) / values.length);
  }
  if (found === 0) throw new Error('Nothing was found: what was asked is not what is on the list.');
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
