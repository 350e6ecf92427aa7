import { createHash } from 'node:crypto';
import type { ListCategory, ListScope } from '#services/model/intel.ts';
import type { Trouble } from '#services/model/log-object.ts';
import { DomainSetBuilder, type DomainSet } from './domain-set.ts';
import { IpSetBuilder, type IpSet } from './ip-set.ts';
import type { IpAddress } from './ip-address.ts';
import type { IpRange } from './ip-range.ts';
import { isPrivate, isReserved, isWithinPrivate, isWithinReserved } from './reserved-ranges.ts';
import { parseList, type EntryTaker } from './parse-list.ts';

/** A list of addresses and domains of one category, ready for lookups. */
export interface ThreatList {
  readonly category: ListCategory;
  readonly name: string;
  /** The accounts that it applies to; absent: all. */
  readonly scope?: ListScope;
  /** Of the file's bytes, compressed or not, hex. */
  readonly sha256: string;
  readonly addresses: IpSet;
  /**
   * Single hosts of private networks, and parts of such networks on the owner’s own list. Empty in a trusted list,
   * whose `addresses` may hold any.
   */
  readonly privateHosts: IpSet;
  readonly domains: DomainSet;
  /** Number of addresses and ranges. */
  readonly addressEntries: number;
  readonly domainEntries: number;
  /** Number of lines that are no entries. */
  readonly rejected: number;
  /** Number of entries left out because they are reserved space, and no single private address. */
  readonly setAside: number;
  readonly troubles: readonly Trouble[];
}

/**
 * Builds a list from a file's bytes. Of private and reserved space it keeps only single private addresses, unless it is
 * a trusted list: published lists of "bogons" would otherwise make every connection inside a VPC a threat, while the
 * owner of a list knows a host of 10.0.0.0/8 that it names alone. The owner’s own list may also hold parts of private
 * networks.
 *
 * @param at the time, ms since the epoch: entries that expired before it are left out; without it none are
 */
export function createThreatList(
  category: ListCategory,
  name: string,
  bytes: Uint8Array,
  at = Number.NEGATIVE_INFINITY,
): ThreatList {
  const addresses = new IpSetBuilder();
  const privateHosts = new IpSetBuilder();
  const domains = new DomainSetBuilder();
  let setAside = 0;
  const taker: EntryTaker = {
    address(address) {
      if (category === 'trusted' || !isReserved(address)) addresses.addAddress(address);
      else if (isPrivate(address)) privateHosts.addAddress(address);
      else setAside++;
    },
    range(range) {
      const alone = addressAlone(range);
      if (category === 'trusted' || !isWithinReserved(range)) addresses.add(range);
      else if (alone !== undefined && isPrivate(alone)) privateHosts.add(range);
      else if (category === 'custom' && isWithinPrivate(range)) privateHosts.add(range);
      else setAside++;
    },
    domain: (domain) => domains.add(domain),
  };
  const { rejected, troubles } = parseList(bytes, taker, at);
  return {
    category,
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    addresses: addresses.build(),
    privateHosts: privateHosts.build(),
    domains: domains.build(),
    addressEntries: addresses.size + privateHosts.size,
    domainEntries: domains.size,
    rejected,
    setAside,
    troubles,
  };
}

/** The address of a range with only one. */
function addressAlone({ blocks }: IpRange): IpAddress | undefined {
  const [block, another] = blocks;
  return another === undefined && block?.first === block?.last ? block?.first : undefined;
}
