/**
 * Categories of lists of addresses or domains, with their meanings. `trusted` suppresses, the others lead to findings.
 */
export const LIST_MEANINGS = {
  'tor-exit': 'Tor exit nodes, where traffic leaves the Tor network',
  'tor-relay': 'Tor relays, where traffic enters and passes through the Tor network',
  malicious: 'addresses and domains known for attacks',
  'command-and-control': 'command and control servers of malware',
  mining: 'mining pools and tools for cryptocurrencies',
  cryptocurrency: 'other cryptocurrency sites: wallets, exchanges, faucets',
  dga: 'domains that malware generates with an algorithm',
  'drop-point': 'hosts that collect stolen data',
  sinkhole: 'black holes and sinkholes, to which requests for malware domains are redirected',
  phishing: 'domains that imitate others to steal credentials',
  'drive-by': 'domains that infect their visitors',
  'abused-domain': 'domains of public hosting services on which malware was found',
  suspicious: 'domains with a low reputation: newly registered, or likely to be malicious',
  'dynamic-dns': 'domains of dynamic DNS services, below which anybody can name a machine',
  popular: 'domains that everybody uses: entries of public threat lists for them are ignored',
  'public-resolver': 'public resolvers: DNS, DNS over HTTPS, DNS over TLS',
  scanner: 'scanners that probe the whole Internet',
  custom: 'addresses and domains that you know to be malicious',
  trusted: 'what you trust: it never leads to findings',
} as const;
export type ListCategory = keyof typeof LIST_MEANINGS;
export const LIST_CATEGORIES = Object.keys(LIST_MEANINGS) as readonly ListCategory[];

/** The reason why an address or a domain is known: the list, by name, and the entry that holds it. */
export interface ListMatch {
  readonly category: ListCategory;
  /** The list's name, as its owner knows it. */
  readonly list: string;
  /** The entry as the list writes it: an address, a range, a domain. */
  readonly entry: string;
  /** SHA-256 of the list's file, hex: identifies the version. */
  readonly sha256: string;
}

/** The accounts that a list is for: those that it names, and those below the organizational units that it names. */
export interface ListScope {
  /** Ids. */
  readonly organizationalUnits: readonly string[];
  /** Ids. */
  readonly accounts: readonly string[];
}

/** Lists that apply to some accounts only. */
export interface ScopedLists {
  readonly scopes: readonly ListScope[];
  /** The categories of these lists. */
  readonly categories: ReadonlySet<ListCategory>;
  /** Intel for an account that lists of these scopes apply to: those lists, and all lists that apply everywhere. */
  within(scopes: readonly ListScope[]): Intel;
}

/** The location of an address, and the autonomous system that announces it. */
export interface Location {
  readonly countryCode?: string;
  readonly countryName?: string;
  /** Centre of the country, in degrees: the data is not more exact. */
  readonly lat?: number;
  readonly lon?: number;
  readonly asn?: number;
  readonly asnOrg?: string;
}

/** An immutable snapshot of knowledge about addresses and domains. Every answer is a function of the snapshot alone. */
export interface Intel {
  /** Digest over everything in it; equal versions give equal answers. */
  readonly version: string;
  /**
   * True when some list of the category holds addresses (or domains). Detectors that need the category report a missing
   * one in coverage.
   */
  has(category: ListCategory): boolean;
  /**
   * The first list, by name, of the category that holds the address. IPv4 or IPv6 in any spelling; anything else is in no list.
   *
   * @param port of the address, where it is known: entries that name another port do not count
   */
  address(ip: string, category: ListCategory, port?: number): ListMatch | undefined;
  /** The first list, by name, of the category that holds the domain or a parent of it. Case and a final dot do not matter. */
  domain(name: string, category: ListCategory): ListMatch | undefined;
  /** Lists that apply to some accounts only, and otherwise have no effect; absent: there are none. */
  readonly scoped?: ScopedLists;
  location(ip: string): Location | undefined;
  /** Whether the address belongs to AWS: by the published ranges, or by autonomous system until those are loaded. */
  amazon(ip: string): boolean;
}
