import { createHash } from 'node:crypto';
import type { ListCategory, ListScope } from '#services/model/intel.ts';
import type { Trouble } from '#services/model/log-object.ts';
import { DomainSetBuilder, type DomainSet } from './domain-set.ts';
import { IpSetBuilder, type IpSet } from './ip-set.ts';
import type { IpAddress } from './ip-address.ts';
import type { IpRange } from './ip-range.ts';
import { isPrivate, isReserved, isWithinPrivate, isWithinReserved } from './reserved-ranges.ts';
import { parseList, type EntryTaker } from './parse-list.ts';

/** A list of addresses and domains that is about one thing, ready to be asked. */
export interface ThreatList {
  readonly category: ListCategory;
  readonly name: string;
  /** The accounts that it is for; absent: all. */
  readonly scope?: ListScope;
  /** Of the file as it is, compressed or not, hex. */
  readonly sha256: string;
  readonly addresses: IpSet;
  /** Hosts of private networks that it names one by one, and parts of such networks on the owner’s own list. Empty in a trusted list, whose `addresses` may hold any. */
  readonly privateHosts: IpSet;
  readonly domains: DomainSet;
  /** How many addresses and ranges it holds. */
  readonly addressEntries: number;
  readonly domainEntries: number;
  /** Lines that are no entry. */
  readonly rejected: number;
  /** Entries left out because they are of reserved space, and no single private address. */
  readonly setAside: number;
  readonly troubles: readonly Trouble[];
}

/**
 * Makes a list of a file's bytes. Of private and reserved space a list keeps only single private addresses, unless it is
 * of trusted ones: lists of "bogons" that are published among threats would otherwise make every connection inside a VPC
 * one, while a host of 10.0.0.0/8 that is named by itself is one that the owner of the list knows. So is a part of a private
 * network on the owner’s own list.
 *
 * @param at the time, ms since the epoch: what is valid only until before then is left out; without it nothing is
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

/** The address that the range consists of, if it is one. */
function addressAlone({ blocks }: IpRange): IpAddress | undefined {
  const [block, another] = blocks;
  return another === undefined && block?.first === block?.last ? block?.first : undefined;
}
