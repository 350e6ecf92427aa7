import { createHash } from 'node:crypto';
import {
  LIST_CATEGORIES,
  type Intel,
  type ListCategory,
  type ListMatch,
  type ListScope,
  type Location,
} from '#services/model/intel.ts';
import { AMAZON_SYSTEMS, type AmazonRanges } from './amazon-ranges.ts';
import type { AsnIndex } from './asn-index.ts';
import { COUNTRY_CENTRES } from './country-centres.ts';
import type { CountryIndex } from './country-index.ts';
import { COUNTRY_NAMES } from './country-names.ts';
import { parseIpAddress, type IpAddress } from './ip-address.ts';
import { once } from '#services/model/once.ts';
import { parseEntry } from './parse-entry.ts';
import { isReserved } from './reserved-ranges.ts';
import type { ThreatList } from './threat-list.ts';
import type { WellKnown } from './well-known.ts';

/** The parts of a snapshot. */
export interface IntelParts {
  readonly lists: readonly ThreatList[];
  readonly systems: LookupTable<AsnIndex>;
  readonly countries: LookupTable<CountryIndex>;
  /** Undefined until AWS's published ranges have been fetched. */
  readonly ranges: AmazonRanges | undefined;
  /** Undefined where published lists may also match services that everybody uses. */
  readonly wellKnown?: WellKnown | undefined;
}

/** A table of many megabytes, opened on first use: most scans need no location of any address. */
export interface LookupTable<Index> {
  readonly name: string;
  /** Equal versions have equal content. */
  readonly version: string;
  open(): Index;
}

/**
 * Builds an immutable snapshot. Threat lists match a private address only by an entry for itself; only trusted lists
 * match whole private networks. Services that everybody uses are matched only by the owner’s own lists (`custom`,
 * `trusted`), and by lists of such services.
 */
export function createIntel({ lists, systems, countries, ranges, wellKnown }: IntelParts): Intel {
  const everywhere = lists.filter(({ scope }) => scope === undefined);
  const scoped = lists.filter(({ scope }) => scope !== undefined);
  const parsed = parseOnce();
  const openSystems = once(systems.open);
  const openCountries = once(countries.open);
  const shared = {
    version: versionOf({ lists, systems, countries, ranges, wellKnown }),
    location: remembered((ip) => {
      const { address, reserved } = parsed(ip);
      if (address === undefined || reserved) return undefined;
      return locationOf(address, openSystems, openCountries);
    }),
    amazon(ip: string) {
      const { address, reserved } = parsed(ip);
      if (address === undefined || reserved) return false;
      if (ranges !== undefined) return ranges.set.find(address) !== undefined;
      const system = openSystems().find(address);
      return system !== undefined && AMAZON_SYSTEMS.has(system.asn);
    },
  };
  const within = (scopes: readonly ListScope[]): Intel => {
    const inForce = scoped.filter(({ scope }) => scope !== undefined && scopes.includes(scope));
    return { ...answersOf([...everywhere, ...inForce], parsed, wellKnown), ...shared };
  };
  const intel = { ...answersOf(everywhere, parsed, wellKnown), ...shared };
  if (scoped.length === 0) return intel;
  const scopes = scoped.flatMap(({ scope }) => scope ?? []);
  return { ...intel, scoped: { scopes, categories: new Set(scoped.map(({ category }) => category)), within } };
}

/** Answers from lists. */
function answersOf(
  lists: readonly ThreatList[],
  parsed: (text: string) => Parsed,
  wellKnown: WellKnown | undefined,
): Pick<Intel, 'has' | 'address' | 'domain'> {
  const listsOf = groupLists(lists);
  const popular = listsOf('popular');
  /** Whether the entry itself is one of the popular domains, not only below one. */
  const isPopular = (entry: string): boolean => {
    const read = popular.length === 0 ? undefined : parseEntry(entry);
    const name = read?.kind === 'domain' ? read.domain.name : '';
    return name !== '' && popular.some((list) => list.domains.find(name) === name);
  };
  return {
    has: (category) => listsOf(category).some((list) => list.addressEntries + list.domainEntries > 0),
    address(ip, category, port) {
      const candidates = listsOf(category);
      if (candidates.length === 0) return undefined;
      const { address, reserved } = parsed(ip);
      if (address === undefined) return undefined;
      const alone = category !== 'trusted' && reserved;
      // No iterator, because this runs for every distinct address of every log.
      for (let i = 0; i < candidates.length; i++) {
        const list = candidates[i];
        const entry = (alone ? list?.privateHosts : list?.addresses)?.find(address, port);
        if (list === undefined || entry === undefined) continue;
        return isPublished(category) && wellKnown?.addressReason(address) ? undefined : matchOf(list, entry);
      }
      return undefined;
    },
    domain(name, category) {
      for (const list of listsOf(category)) {
        const entry = list.domains.find(name);
        if (entry === undefined || (ACCUSING.has(category) && isPopular(entry))) continue;
        return isPublished(category) && wellKnown?.domainReason(name) ? undefined : matchOf(list, entry);
      }
      return undefined;
    },
  };
}

/**
 * Categories that popular domains are never matched by. Pools, resolvers and the like may be popular, and still be what
 * the list says.
 */
const ACCUSING: ReadonlySet<ListCategory> = new Set([
  'malicious',
  'command-and-control',
  'drop-point',
  'phishing',
  'drive-by',
  'suspicious',
]);

/** Whether lists of the category are accusations by publishers, who know nothing of the owner. */
function isPublished(category: ListCategory): boolean {
  return !['custom', 'trusted', 'public-resolver', 'popular', 'dynamic-dns'].includes(category);
}

/** Groups lists by category, in order of name, so that the first match does not depend on the order of the files. */
function groupLists(lists: readonly ThreatList[]): (category: ListCategory) => readonly ThreatList[] {
  const inOrder = lists.toSorted((a, b) => compare(a.name, b.name) || compare(a.sha256, b.sha256));
  const byCategory = Map.groupBy(inOrder, ({ category }) => category);
  return (category) => byCategory.get(category) ?? NONE;
}

const NONE: readonly ThreatList[] = [];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function matchOf({ category, name, sha256 }: ThreatList, entry: string): ListMatch {
  return { category, list: name, entry, sha256 };
}

interface Parsed {
  readonly text: string;
  readonly address: IpAddress | undefined;
  readonly reserved: boolean;
}

/** Caches the last answer, because several questions about one address follow each other. */
function parseOnce(): (text: string) => Parsed {
  let last: Parsed = { text: '', address: undefined, reserved: false };
  return (text) => {
    if (text === last.text) return last;
    const address = parseIpAddress(text);
    last = { text, address, reserved: address !== undefined && isReserved(address) };
    return last;
  };
}

/** Caches recent answers: locating an address searches two tables, and one caller is in many findings. */
function remembered<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T | undefined>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = of(text);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(text, value);
    return value;
  };
}

const REMEMBERED_MAX = 4096;

/** Looks up each part on first use: many addresses need the country, few the network and the country's name. */
function locationOf(address: IpAddress, systems: () => AsnIndex, countries: () => CountryIndex): Location | undefined {
  const countryCode = countries().find(address);
  if (countryCode === undefined) return systems().find(address);
  const system = once(() => systems().find(address));
  const [lat, lon] = COUNTRY_CENTRES[countryCode] ?? [];
  return {
    countryCode,
    get countryName() {
      return COUNTRY_NAMES[countryCode];
    },
    ...(lat !== undefined && lon !== undefined && { lat, lon }),
    get asn() {
      return system()?.asn;
    },
    get asnOrg() {
      return system()?.asnOrg;
    },
  };
}

function versionOf({ lists, systems, countries, ranges, wellKnown }: IntelParts): string {
  const parts = [
    // The counts matter: entries of the same file expire.
    ...lists
      .map(
        ({ category, name, sha256, addressEntries, domainEntries, scope }) =>
          `${category}=${name}=${sha256}=${addressEntries}+${domainEntries}${scope ? `=${JSON.stringify(scope)}` : ''}`,
      )
      .toSorted(),
    `${systems.name}=${systems.version}`,
    `${countries.name}=${countries.version}`,
    `ip-ranges=${ranges?.sha256 ?? 'none'}`,
    ...(wellKnown ? ['well-known'] : []),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** The content of a snapshot and its age, for people. */
export interface IntelDescription {
  readonly version: string;
  readonly lists: readonly (Pick<
    ThreatList,
    'category' | 'name' | 'scope' | 'sha256' | 'addressEntries' | 'domainEntries' | 'rejected' | 'setAside'
  > & {
    /** Number of services that everybody uses for which the list is ignored. */
    readonly wellKnown: number;
    /** The time at which it was last known to be current, ms since the epoch; undefined where unknown. */
    readonly asOf?: number | undefined;
  })[];
  /** Categories without entries: detectors that need them cannot fire. */
  readonly missing: readonly ListCategory[];
  readonly amazon:
    | {
        readonly source: 'ip-ranges.json';
        readonly prefixes: number;
        readonly createdAt: number;
        readonly sha256: string;
      }
    | { readonly source: 'autonomous-systems'; readonly table: string; readonly version: string };
  readonly tables: readonly { readonly name: string; readonly version: string }[];
}

/** @param ages the times at which lists were last known to be current, by name */
export function describeIntel(
  parts: IntelParts,
  ages: ReadonlyMap<string, number | undefined> = new Map(),
): IntelDescription {
  const { lists, systems, countries, ranges } = parts;
  const filled = new Set(
    lists
      .filter((list) => list.scope === undefined && list.addressEntries + list.domainEntries > 0)
      .map((list) => list.category),
  );
  return {
    version: versionOf(parts),
    lists: lists.map((list) => ({
      category: list.category,
      name: list.name,
      ...(list.scope && { scope: list.scope }),
      sha256: list.sha256,
      addressEntries: list.addressEntries,
      domainEntries: list.domainEntries,
      rejected: list.rejected,
      setAside: list.setAside,
      asOf: ages.get(list.name),
      wellKnown: isPublished(list.category) ? (parts.wellKnown?.countIn(list) ?? 0) : 0,
    })),
    missing: LIST_CATEGORIES.filter((category) => !filled.has(category)),
    amazon: ranges
      ? { source: 'ip-ranges.json', prefixes: ranges.prefixes, createdAt: ranges.createdAt, sha256: ranges.sha256 }
      : { source: 'autonomous-systems', table: systems.name, version: systems.version },
    tables: [systems, countries].map(({ name, version }) => ({ name, version })),
  };
}
