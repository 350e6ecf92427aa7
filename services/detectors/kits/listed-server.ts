import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { ListCategory } from '#services/model/intel.ts';
import type { Look } from '#services/model/look.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut } from './flow-conditions.ts';
import { mayBeOurs } from './initiator.ts';
import type { InterfaceOwner } from './interface-owner.ts';
import { addressOn, endMatches, endOf, listNames } from './lists.ts';
import { examplesOf } from './listed-server-examples.ts';
import { isProbe, TCP } from './probe.ts';
import { EC2_TYPES, LAMBDA_TYPES } from './references.ts';
import { enumerated } from './wording.ts';

/** Servers that are known by lists, and what it means to call one: each a family of finding types. */
export interface ListedServers {
  /** Any of these lists will do. */
  readonly categories: readonly ListCategory[];
  /** Of the finding type, around what it is about: `Backdoor:EC2/C&CActivity.B`. */
  readonly purpose: string;
  readonly family: string;
  /** In ASFF's `Types`, before the classifier. */
  readonly asff: string;
  /** Finishes "An instance …". */
  readonly does: string;
  readonly why: string;
  /** Finishes "an address on a list of …". */
  readonly servers: string;
  /** Finishes "known as … by the list". */
  readonly known: string;
  readonly attack: readonly string[];
  readonly severity: 'High' | 'Medium';
  /** Whether a call to an entry of the list was for what it is listed for; absent: any is. */
  readonly isFor?: (record: Pick<VpcFlowRecord, 'protocol' | 'remotePort'>, entry: string) => boolean;
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly respond: readonly string[];
}

/** The question whether somebody called one of the servers, by itself. */
export function callsListed(owner: InterfaceOwner, servers: ListedServers): AnyDetector {
  const { categories, purpose, family, severity, isFor } = servers;
  const matchesOf = (ends: readonly string[], look: Pick<Look, 'intel'>) =>
    categories.flatMap((category) => endMatches(ends, category, look));
  return defineDetector({
    type: `${purpose}:${owner.kind}/${family}`,
    title: `${owner.noun} ${servers.does}`,
    why: servers.why,
    asks: `Did ${owner.noun.toLowerCase().replace('lambda', 'Lambda')} begin a conversation with an address on a list of ${servers.servers}?`,
    attack: servers.attack,
    needs: categories,

    from: vpcFlow('ACCEPT'),
    where: {
      ...owner.where,
      direction: goesOut,
      // An answer to a listed address that knocks is not the instance calling, nor is what may be one.
      initiator: mayBeOurs,
      remote: addressOn(...categories),
    },
    and: (record, look) =>
      isCall(record) &&
      matchesOf([endOf(record)], look).some(({ entry }) => isFor === undefined || isFor(record, entry)),
    about: (record) => owner.about(record, 'ACTOR'),
    tally: (t) => ({
      servers: t.sample((record) => record.remote),
      ends: t.sample(endOf),
      ports: t.distinct((record) => record.remotePort),
      bytes: t.sum((record) => record.bytes),
      calls: t.count((record) => record.initiator === 'local' && !isWeak(record)),
    }),
    severity: {
      when: {
        [severity]: 'the log proves that it began',
        [LESS[severity]]: 'that it began is only likely',
      },
      of: ({ tallies }) => (tallies.calls > 0 ? severity : LESS[severity]),
    },

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(matchesOf(tallies.ends, look));
      return `${owner.called(subject.resource)} sent ${counted(tallies.bytes, 'byte')} in ${counted(count, 'flow')} to ${enumerated(tallies.servers)}, ${tallies.ports.size === 1 ? 'port' : 'ports'} ${enumerated(tallies.ports.values)}, known as ${servers.known} by the ${lists}.${tallies.calls > 0 ? '' : ' That it began is likely, but the log does not prove it.'}`;
    },
    lists: ({ tallies }, look) => matchesOf(tallies.ends, look),
    asff: `${servers.asff}/${purpose}:${owner.kind}-${family}`,
    blindTo: [
      'Servers that are not on a list, or were not at the time.',
      ...servers.blindTo,
      'Conversations of which the log does not tell who began: a few packets each way on ports from 1024 on, protocols without ports (GRE, ESP, a ping that is answered within the same second), or two name servers that both use port 53.',
      'Without tcp-flags in the format: servers on ports above the client’s.',
      ...owner.blindTo,
    ],
    falsePositives: [
      ...servers.falsePositives,
      'An address that was given to somebody else since the list was made: load a fresh list.',
    ],
    respond: servers.respond,
    references: [owner.kind === 'EC2' ? EC2_TYPES : LAMBDA_TYPES],
    examples: examplesOf(owner, servers),
  });
}

const LESS = { High: 'Medium', Medium: 'Low' } as const;

/** Privileged ports are seldom a client's. */
function isCall(record: VpcFlowRecord): boolean {
  return record.remotePort < 1024 || record.answer === undefined || !isWeak(record);
}

/**
 * Whether all that speaks for a call is the other port, in a few packets each way: it may be a client's that happens to be
 * known for something, or chosen to look like a service's. Where only a part of the object is seen, the packets that came
 * first may be in another.
 */
function isWeak(record: VpcFlowRecord): boolean {
  const { protocol, tcp_flags } = record;
  return (
    (protocol !== TCP || tcp_flags === undefined) && isProbe(record) && (record.answer !== undefined || !record.isWhole)
  );
}
