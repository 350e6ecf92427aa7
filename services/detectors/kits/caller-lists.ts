import type { ListCategory } from '#services/model/intel.ts';

/**
 * The lists that a caller's address may be on, each with GuardDuty's family of finding types for it. The texts about a
 * list are the same for every target: an API, a bucket, a cluster, a database.
 */
export interface CallerList {
  /** The last part of the finding type: `Discovery:S3/TorIPCaller`. */
  readonly family: 'MaliciousIPCaller' | 'MaliciousIPCaller.Custom' | 'TorIPCaller';
  readonly category: ListCategory;
  /** Finishes "from …". */
  readonly from: string;
  /** Why a caller from such an address matters. */
  readonly why: string;
  readonly attack: readonly string[];
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  /** The first steps of the response. */
  readonly respond: readonly string[];
}

export const MALICIOUS: CallerList = {
  family: 'MaliciousIPCaller',
  category: 'malicious',
  from: 'an address known for attacks',
  why: 'Addresses are listed for attacks that others have seen from them.',
  attack: [],
  blindTo: ['Addresses that are on no list, or were not at the time: load a fresh list.'],
  falsePositives: [
    'An address that many share, or that was given to somebody else since the list was made: a mobile carrier, a VPN, a cloud.',
  ],
  respond: ['Look up what the list says of the address, and how old the entry is.'],
};

export const CUSTOM: CallerList = {
  family: 'MaliciousIPCaller.Custom',
  category: 'custom',
  from: 'an address on a custom threat list',
  why: 'The owner of the list knows why an address is on it.',
  attack: [],
  blindTo: ['Addresses that are on no custom list.'],
  falsePositives: ['Colleagues behind an address that is on the list for another reason.'],
  respond: ['Read in the list why the address is on it.'],
};

export const TOR: CallerList = {
  family: 'TorIPCaller',
  category: 'tor-exit',
  from: 'a Tor exit node',
  why: 'The Tor network hides where somebody is; who should be here has seldom a reason to hide.',
  attack: ['T1090.003'],
  blindTo: [
    'Exit nodes that are not on a list, or were not at the time: load a fresh list.',
    'Tor bridges to a proxy outside the list.',
  ],
  falsePositives: ['People who use Tor for their work.'],
  respond: ['Ask whoever it should have been whether they use Tor.'],
};
