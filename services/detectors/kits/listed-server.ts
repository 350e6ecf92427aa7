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

/** A kind of listed servers, and what it means to call one: a family of finding types. */
export interface ListedServers {
  /** A server may be on any of these lists. */
  readonly categories: readonly ListCategory[];
  /** The parts of the finding type around the resource: `Backdoor:EC2/C&CActivity.B`. */
  readonly purpose: string;
  readonly family: string;
  /** The part of ASFF's `Types` before the classifier. */
  readonly asff: string;
  /** Finishes "An instance …". */
  readonly does: string;
  readonly why: string;
  /** Finishes "an address on a list of …". */
  readonly servers: string;
  /** Finishes "classed as … by the list". */
  readonly known: string;
  readonly attack: readonly string[];
  readonly severity: 'High' | 'Medium';
  /** Whether a call to an entry used the service that the entry is listed for; absent where every call counts. */
  readonly isFor?: (record: Pick<VpcFlowRecord, 'protocol' | 'remotePort'>, entry: string) => boolean;
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly respond: readonly string[];
}

/** The question whether an instance or a function itself called one of the servers. */
export function callsListed(owner: InterfaceOwner, servers: ListedServers): AnyDetector {
  const { categories, purpose, family, severity, isFor } = servers;
  const matchesOf = (ends: readonly string[], look: Pick<Look, 'intel'>) =>
    categories.flatMap((category) => endMatches(ends, category, look));
  return defineDetector({
    type: `${purpose}:${owner.kind}/${family}`,
    title: `${owner.noun} ${servers.does}`,
    why: servers.why,
    asks: `Did ${owner.noun.toLowerCase().replace('lambda', 'Lambda')} open a connection to an address on a list of ${servers.servers}?`,
    attack: servers.attack,
    needs: categories,

    from: vpcFlow('ACCEPT'),
    where: {
      ...owner.where,
      direction: goesOut,
      // Packets that answer a knock from a listed address, or may do so, are no calls of the instance.
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
        [severity]: 'the log proves that our side opened the connection',
        [LESS[severity]]: 'our side probably opened the connection, but the log does not prove it',
      },
      of: ({ tallies }) => (tallies.calls > 0 ? severity : LESS[severity]),
    },

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(matchesOf(tallies.ends, look));
      return `${owner.called(subject.resource)} sent ${counted(tallies.bytes, 'byte')} in ${counted(count, 'flow')} to ${enumerated(tallies.servers)}, ${tallies.ports.size === 1 ? 'port' : 'ports'} ${enumerated(tallies.ports.values)}, classed as ${servers.known} by the ${lists}.${tallies.calls > 0 ? '' : ' It probably opened the connection, but the log does not prove it.'}`;
    },
    lists: ({ tallies }, look) => matchesOf(tallies.ends, look),
    asff: `${servers.asff}/${purpose}:${owner.kind}-${family}`,
    blindTo: [
      'Servers that were on no list at the time.',
      ...servers.blindTo,
      'Conversations whose beginning neither the log nor the inventory shows: a few packets each way on ports from 1024 on, protocols without ports (GRE, ESP, a ping that is answered within the same second), or two name servers that both use port 53.',
      'Servers on ports above the client’s, where the log format lacks tcp-flags.',
      ...owner.blindTo,
    ],
    falsePositives: [
      ...servers.falsePositives,
      'An address that changed hands after the list was made: load a fresh list.',
    ],
    respond: servers.respond,
    references: [owner.kind === 'EC2' ? EC2_TYPES : LAMBDA_TYPES],
    examples: examplesOf(owner, servers),
  });
}

const LESS = { High: 'Medium', Medium: 'Low' } as const;

/** A weak sign is enough at privileged ports, which are seldom a client's. */
function isCall(record: VpcFlowRecord): boolean {
  return record.remotePort < 1024 || record.answer === undefined || !isWeak(record);
}

/**
 * Whether the remote port is the only sign of a call, in a few packets each way. The port may be a client's port that
 * happens to be known for a service, or was chosen to look like one. Where only part of the object is seen, the packets
 * that came first may be in another part.
 */
function isWeak(record: VpcFlowRecord): boolean {
  const { protocol, tcp_flags } = record;
  return (
    (protocol !== TCP || tcp_flags === undefined) && isProbe(record) && (record.answer !== undefined || !record.isWhole)
  );
}
