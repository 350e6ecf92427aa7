import { createHash } from 'node:crypto';
import { LIST_CATEGORIES, type ListCategory } from '#services/model/intel.ts';
import type { Trouble } from '#services/model/log-object.ts';
import { DomainSetBuilder, type DomainSet } from './domain-set.ts';
import { IpSetBuilder, type IpSet } from './ip-set.ts';
import { isWithinReserved } from './reserved-ranges.ts';
import { parseList } from './parse-list.ts';

/** A list of addresses and domains that is about one thing, ready to be asked. */
export interface ThreatList {
  readonly category: ListCategory;
  readonly name: string;
  /** Of the file as it is, compressed or not, hex. */
  readonly sha256: string;
  readonly addresses: IpSet;
  readonly domains: DomainSet;
  /** How many addresses and ranges it holds. */
  readonly addressEntries: number;
  readonly domainEntries: number;
  /** Lines that are no entry. */
  readonly rejected: number;
  /** Entries left out because the Internet has no such address. */
  readonly setAside: number;
  readonly troubles: readonly Trouble[];
}

/**
 * Makes a list of a file's bytes. Private and reserved addresses are left out unless the list is of trusted ones: lists
 * of "bogons" that are published among threats would otherwise make every connection inside a VPC one.
 */
export function createThreatList(category: ListCategory, name: string, bytes: Uint8Array): ThreatList {
  const addresses = new IpSetBuilder();
  const domains = new DomainSetBuilder();
  let setAside = 0;
  const { rejected, troubles } = parseList(bytes, {
    range(range) {
      if (category !== 'trusted' && isWithinReserved(range)) setAside++;
      else addresses.add(range);
    },
    domain: (domain) => domains.add(domain),
  });
  return {
    category,
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    addresses: addresses.build(),
    domains: domains.build(),
    addressEntries: addresses.size,
    domainEntries: domains.size,
    rejected,
    setAside,
    troubles,
  };
}

/** `tor-exit=lists/exits.txt`, as `--list` takes it. */
export interface ListFlag {
  readonly category: ListCategory;
  readonly file: string;
}

/** @returns the flag's parts, or one sentence that says what is wrong with it */
export function parseListFlag(flag: string): ListFlag | string {
  const [, word = '', file = ''] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
  const category = LIST_CATEGORIES.find((known) => known === word);
  const expected = `expected CATEGORY=FILE, such as custom=lists/ours.txt, where CATEGORY is one of ${LIST_CATEGORIES.join(', ')}`;
  if (!flag.includes('=')) return `"${flag}" does not say what the list is about: ${expected}.`;
  if (category === undefined) return `"${word}" is no category of lists: ${expected}.`;
  if (file === '') return `"${flag}" names no file: ${expected}.`;
  return { category, file };
}

/** A list's name from its file's: without folder, `.gz` and extension. */
export function listName(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return base.replace(/\.gz$/i, '').replace(/(?<=.)\.[A-Za-z]{1,10}$/, '') || base;
}
