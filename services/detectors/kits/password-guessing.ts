import { counted } from '#services/model/numbers.ts';
import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { minutes } from '#services/model/time.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { isTcp } from './flow-conditions.ts';
import { aboutInstance, INSTANCE_FIELDS } from './instance.ts';
import { INSTANCE } from './interface-owner.ts';
import { guessingExamples, type Stories } from './password-guessing-examples.ts';
import { EC2_TYPES } from './references.ts';
import { capitalized, ends, enumerated } from './wording.ts';

/** A service whose passwords are guessed, and the traffic of a guess that is refused. */
export interface GuessedService {
  readonly type: FindingType;
  readonly asff: string;
  /** The name in sentences: `SSH`. */
  readonly name: string;
  readonly ports: readonly number[];
  /** Whether administrators may have moved the service to a port, out of the way. */
  readonly mayBeMovedTo: (port: number) => boolean;
  /** Bytes that a client sends for a guess: enough to agree on keys and to be refused, too little for work. */
  readonly bytes: readonly [min: number, max: number];
  readonly packets: readonly [min: number, max: number];
  /** The most bytes that the service sends to refuse. */
  readonly refusalMax: number;
  readonly whyMoved: string;
  readonly whyAsActor: string;
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  /** The response for an instance that is guessed at. */
  readonly closeIt: string;
  readonly stories: Stories;
}

/** The question whether passwords of a service are guessed, at an instance or by one. */
export function passwordGuessing(service: GuessedService): AnyDetector {
  const { type, name } = service;
  const [bytesMin, bytesMax] = service.bytes;
  const [packetsMin, packetsMax] = service.packets;
  return defineDetector({
    type,
    title: `${name} passwords are being guessed`,
    why: 'Attackers who guess passwords open many short connections: each is long enough for a key exchange and one login attempt.',
    asks: `Were many short ${name} connections opened to an instance or by one within ten minutes, as in password guessing?`,
    attack: ['T1110.001'],
    settings: {
      ports: { default: service.ports.map(String), because: `The ports that ${name} listens on, as text.` },
      movedServers: { default: true, because: service.whyMoved },
      connections: {
        default: 8,
        because:
          'One attacker guesses as fast as the server allows; people and deployments open a handful of connections in ten minutes.',
      },
      connectionsOfNeighbours: {
        default: 11,
        because: 'Monitoring from private addresses looks the same: a check once a minute opens ten.',
      },
      connectionsAsActor: { default: 20, because: service.whyAsActor },
    },

    from: vpcFlow('ACCEPT'),
    // Selects the client's packets: what the service sends back has its port as the source.
    where: {
      ...INSTANCE.where,
      dstport: (port, { settings }) =>
        settings.ports.includes(String(port)) ||
        (settings.movedServers && port !== undefined && service.mayBeMovedTo(port)),
      protocol: isTcp,
      direction: (direction) => direction !== 'unknown',
      packets: (packets) => packets !== undefined && packets >= packetsMin && packets <= packetsMax,
    },
    and: (record) => isGuess(record) && (record.answer === undefined || record.answer <= service.refusalMax),
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
    // Where the log has no answers, work that sends little looks the same.
    severity: {
      when: {
        High: 'the instance guesses, and each answer is no larger than a refusal',
        Low: 'the instance is the target, or the answers are not logged',
      },
      of: ({ subject, tallies }) => (subject.role === 'ACTOR' && tallies.refused.size >= REFUSALS_MIN ? 'High' : 'Low'),
    },

    explain: ({ subject: { resource, role }, remotes, count, tallies }) => {
      const connections = `${counted(count, `short ${name} connection`)} (port ${enumerated(tallies.ports.values)})`;
      const [client, server] =
        role === 'ACTOR' ? [resource.id, ends(remotes)] : [capitalized(ends(remotes)), resource.id];
      const doubt = tallies.refused.size > 0 ? '' : ' The answers are not logged, so this may also be regular work.';
      return `${client} opened ${connections} to ${server}, as in password guessing.${doubt}`;
    },
    asff: service.asff,
    blindTo: [
      'Whether a guess was right: flow logs show no content.',
      'Guesses slower than a handful in ten minutes, or spread over many sources.',
      'Which conversations were regular work, where a flow log has only one direction: more of them are then needed from a private address, and the severity is Low.',
      'Many attempts within one connection.',
      ...service.blindTo,
    ],
    falsePositives: service.falsePositives,
    respond: [
      service.closeIt,
      'If the instance is the actor, isolate it: somebody else is using it.',
      'If a host connects often for a good reason, suppress the finding for the instance.',
    ],
    references: [EC2_TYPES],
    examples: guessingExamples(service.stories, service.packets),
  });

  function isGuess({ bytes }: VpcFlowRecord): boolean {
    return bytes >= bytesMin && bytes <= bytesMax;
  }
}

/** This many conversations with small answers show that answers are logged, and are small as a rule. */
const REFUSALS_MIN = 8;
