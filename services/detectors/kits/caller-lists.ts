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
  why: 'The address is on a list because attacks were seen coming from it.',
  attack: [],
  blindTo: ['Addresses that were on no list at the time: keep the lists fresh.'],
  falsePositives: [
    'An address that many people share, or that changed hands after the list was made: a mobile carrier, a VPN, a cloud.',
  ],
  respond: ['Look up why the list names the address, and how old the entry is.'],
};

export const CUSTOM: CallerList = {
  family: 'MaliciousIPCaller.Custom',
  category: 'custom',
  from: 'an address on a custom threat list',
  why: 'The owner of the list put the address there for a reason.',
  attack: [],
  blindTo: ['Addresses that are on no custom list.'],
  falsePositives: ['Colleagues behind an address that is listed for another reason.'],
  respond: ['Look up in the list why it names the address.'],
};

export const TOR: CallerList = {
  family: 'TorIPCaller',
  category: 'tor-exit',
  from: 'a Tor exit node',
  why: 'The Tor network hides where a caller is, and people who may use the account seldom need that.',
  attack: ['T1090.003'],
  blindTo: [
    'Exit nodes that were on no list at the time: keep the lists fresh.',
    'Callers who leave Tor through a proxy that is on no list.',
  ],
  falsePositives: ['People who use Tor for their work.'],
  respond: ['Ask the owner of the credentials whether they use Tor.'],
};
