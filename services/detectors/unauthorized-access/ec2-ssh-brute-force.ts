import { counted } from '#services/model/numbers.ts';
import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { mayBeMovedSsh } from '../kits/moved-ssh.ts';
import { TCP } from '../kits/probe.ts';
import { capitalized, ends, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  title: 'SSH passwords are being guessed',
  why: 'Guessing passwords takes many short conversations: each is long enough to agree on keys, and ends soon after.',
  asks: 'Were many short SSH connections opened within ten minutes, to an instance or by one, as if passwords were guessed?',
  attack: ['T1110.001'],
  settings: {
    ports: { default: ['22'], because: 'Where SSH listens, as text.' },
    movedServers: {
      default: true,
      because: 'A server that was moved to a port nobody else uses is found all the same: the conversation tells.',
    },
    connections: {
      default: 8,
      because:
        'One client guesses as fast as it is let; people and deployments open a handful of connections in ten minutes.',
    },
    connectionsOfNeighbours: {
      default: 11,
      because: 'From a private address monitors come as well: one that runs a command a minute opens ten.',
    },
    connectionsAsActor: {
      default: 20,
      because:
        'An instance that guesses is worse, and one that fetches from a repository over SSH opens more. So does a neighbour that configures an instance: it takes as many where what came back is not logged.',
    },
  },

  from: vpcFlow('ACCEPT'),
  // The client's packets: what the service sends back has its port as the source.
  where: {
    ...INSTANCE.where,
    dstport: (port, { settings }) =>
      settings.ports.includes(String(port)) || (settings.movedServers && port !== undefined && mayBeMovedSsh(port)),
    protocol: (protocol) => protocol === TCP,
    direction: (direction) => direction !== 'unknown',
  },
  and: (record) => isGuess(record) && (record.answer === undefined || record.answer <= REFUSED_MAX),
  about: (record) => aboutInstance(record, record.direction === 'ingress' ? 'TARGET' : 'ACTOR', record.remote),
  by: [...INSTANCE_FIELDS, 'remote', 'direction'],
  within: minutes(10),
  tally: (t) => ({
    connections: t.distinct((record) => record.srcport),
    refused: t.distinct((record) => (record.answer === undefined ? undefined : record.srcport)),
    ports: t.distinct((record) => record.dstport),
  }),
  having: ({ subject: { role, remote = '' }, tallies: { connections, refused } }, { settings }) => {
    if (role === 'ACTOR') return connections.size >= settings.connectionsAsActor;
    if (isPublicAddress(remote)) return connections.size >= settings.connections;
    return refused.size >= settings.connectionsOfNeighbours || connections.size >= settings.connectionsAsActor;
  },
  // Where nothing that came back is logged, work that sends little looks the same.
  severity: {
    when: {
      High: 'the instance guesses, and what came back is no more than a refusal takes',
      Low: 'the instance is guessed at, or what came back is not logged',
    },
    of: ({ subject, tallies }) => (subject.role === 'ACTOR' && tallies.refused.size >= REFUSALS_MIN ? 'High' : 'Low'),
  },

  explain: ({ subject: { resource, role }, remotes, count, tallies }) => {
    const connections = `${counted(count, 'short SSH connection')} (port ${enumerated(tallies.ports.values)})`;
    const [client, server] =
      role === 'ACTOR' ? [resource.id, ends(remotes)] : [capitalized(ends(remotes)), resource.id];
    const doubt = tallies.refused.size > 0 ? '' : ' What came back is not logged, so it may also be work.';
    return `${client} opened ${connections} to ${server}, as one who guesses passwords does.${doubt}`;
  },
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce',
  blindTo: [
    'Whether a guess was right: flow logs show no content.',
    'Guesses slower than a handful in ten minutes, or spread over many sources.',
    'Where a flow log has only one direction: which conversations were work. Then it takes more of them from a private address, and the severity is low.',
    'Servers that send a banner of several kilobytes before they refuse.',
    'SSH on ports from 1024 on, but for the usual spellings of 22, unless they are in the settings.',
    'Many tries within one connection.',
  ],
  falsePositives: [
    'Jobs that run one short command after another over SSH: put the address of the host that runs them on a trusted list.',
  ],
  respond: [
    'As a target: close the port to the Internet, or allow only keys; then look in the instance’s logs whether a sign-in from that address succeeded.',
    'As an actor: isolate the instance, for somebody else is using it.',
    'Bastions and deployment hosts that connect often can be suppressed by instance.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'eight guesses at an instance': () => inbound(8),
      'in the default format': () => ({ records: guesses(8).map((fields) => flow(arriving(fields))) }),
      'an instance guesses': () => v5(both(guesses(20), 3900)),
      'and what came back is not logged': () => v5(guesses(20)),
      'a neighbour guesses and is refused': () => v5(both(guesses(11).map(fromNeighbour), 3900)),
      'the server was moved to another privileged port': () =>
        v5(guesses(8).map((fields) => ({ ...arriving(fields), dstport: 922 }))),
    },
    quiet: {
      'seven connections': () => inbound(7),
      'nineteen connections of an instance, as a build fetches its sources': () => v5(guesses(19)),
      'as many conversations with a database': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), dstport: 5432 }))),
      'as many conversations with a directory': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), dstport: 636 }))),
      'a monitor runs a command a minute': () =>
        v5(
          both(
            guesses(10).map((fields, i) => ({ ...fromNeighbour(fields), start: START + i * 60 })),
            5200,
          ),
        ),
      'a repository is asked for news, and says much': () => v5(both(guesses(30), 31_000)),
      'a client fetches from a repository of ours, in the default format': () => ({
        records: both(guesses(12).map(arriving), 1_500_000).map((fields) => flow(fields)),
      }),
      'a neighbour configures the instance, and only what arrives is logged': () => v5(guesses(12).map(fromNeighbour)),
      'the replies of the service': () =>
        v5(guesses(30).map((fields) => ({ ...fields, srcport: 22, dstport: fields.srcport, tcp_flags: 19 }))),
      'thirty strangers, one connection each': () =>
        v5(guesses(30).map((fields, i) => ({ ...arriving(fields), srcaddr: `203.0.113.${i + 1}` }))),
      'one long session, a record a minute': () =>
        v5(guesses(10).map((fields, i) => ({ ...arriving(fields), srcport: 50000, start: START + i * 60 }))),
      'knocks without a conversation': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), packets: 2, bytes: 120, tcp_flags: 2 }))),
      'health checks, which read the banner': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), packets: 6, bytes: 330 }))),
      'a command is run on the instance again and again': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), packets: 62, bytes: 5928 }))),
      'files are copied': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), packets: 900, bytes: 1_200_000 }))),
      'rejected by a security group': () =>
        v5(guesses(30).map((fields) => ({ ...arriving(fields), action: 'REJECT' }))),
    },
  },
});

/**
 * Enough for an exchange of keys, which takes about a dozen packets and 1.5 KB from the client, or 2.8 KB with keys that
 * withstand quantum computers; too little for work. Six wrong passwords, the most a server takes, add two dozen packets
 * and 1.5 KB.
 */
function isGuess({ bytes, packets }: VpcFlowRecord): boolean {
  return bytes >= 1000 && bytes <= 8000 && packets >= 8 && packets <= 45;
}

/**
 * What a server sends to refuse: 2 to 4 KB for the exchange of keys and a few refusals, and more with long host keys, keys
 * that withstand quantum computers and a banner.
 */
const REFUSED_MAX = 8000;
/** As many conversations with small answers as show that answers are logged, and small as a rule. */
const REFUSALS_MIN = 8;

/** On the boundary of a window. */
const START = 1772445600;

/** Connections of the instance at 10.0.0.10 to the SSH server at 203.0.113.9. */
function guesses(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    srcport: 50000 + i,
    dstport: 22,
    packets: 22,
    bytes: 3700,
    start: START + i,
  }));
}

/** The same against the instance. */
function arriving(fields: FlowExample): FlowExample {
  return { ...fields, srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', flow_direction: 'ingress' };
}

function fromNeighbour(fields: FlowExample): FlowExample {
  return { ...arriving(fields), srcaddr: '10.0.5.5' };
}

/** The client's records, and what came back to each. */
function both(asked: readonly FlowExample[], bytes: number): readonly FlowExample[] {
  return asked.flatMap((fields) => {
    const { srcaddr = '10.0.0.10', dstaddr = '203.0.113.9', srcport = 0, dstport = 0, flow_direction } = fields;
    const back = { srcaddr: dstaddr, dstaddr: srcaddr, srcport: dstport, dstport: srcport, tcp_flags: 19, bytes };
    return [fields, { ...fields, ...back, flow_direction: flow_direction === 'ingress' ? 'egress' : 'ingress' }];
  });
}

function inbound(count: number) {
  return v5(guesses(count).map(arriving));
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
