import type { Example } from '#services/model/detector.ts';
import {
  flow,
  FLOW_V11_HEADER,
  FLOW_V5_HEADER,
  flowV11,
  flowV5,
  type FlowExample,
} from '#services/sources/vpc-flow/example.ts';

type Cases = Readonly<Record<string, () => Example>>;

/** The traffic in the stories of a service, and stories of this service alone. */
export interface Stories {
  readonly port: number;
  /** A port to which the service may have been moved. */
  readonly movedTo: number;
  /** Traffic of a client for one guess. `refusal` is the bytes of the answer. */
  readonly guess: { readonly packets: number; readonly bytes: number };
  readonly refusal: number;
  /** Traffic of a client that works with the service. */
  readonly work: { readonly packets: number; readonly bytes: number };
  /** Traffic of a monitor that only looks whether the service is there. */
  readonly check: { readonly packets: number; readonly bytes: number };
  readonly quiet: (tell: Telling) => Cases;
}

/** Helpers that make the records of stories. */
export interface Telling {
  /** Connections of the instance at 10.0.0.10 to the service at 203.0.113.9. */
  guesses(count: number): readonly FlowExample[];
  /** The same flow, but against the instance. */
  arriving(fields: FlowExample): FlowExample;
  fromNeighbour(fields: FlowExample): FlowExample;
  /** The client's records, and the answer to each. */
  both(asked: readonly FlowExample[], bytes: number): readonly FlowExample[];
  told(flows: readonly FlowExample[]): Example;
}

/** @param packets the least and the most that a guess takes */
export function guessingExamples(
  stories: Stories,
  [packetsMin, packetsMax]: readonly [min: number, max: number],
): { readonly fires: Cases; readonly quiet: Cases } {
  const { port, movedTo, guess, refusal, work, check } = stories;
  const tell: Telling = {
    guesses: (count) =>
      Array.from({ length: count }, (_, i) => ({ srcport: 50000 + i, dstport: port, ...guess, start: START + i })),
    arriving,
    fromNeighbour: (fields) => ({ ...arriving(fields), srcaddr: '10.0.5.5' }),
    both,
    told: (flows) => ({ header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) }),
  };
  const { guesses, fromNeighbour, told } = tell;
  const inbound = (count: number) => guesses(count).map(arriving);
  return {
    fires: {
      'eight guesses at an instance': () => told(inbound(8)),
      'guesses that are all refused': () => told(both(inbound(8), refusal)),
      'guesses of the fewest and of the most packets': () =>
        told(inbound(8).map((fields, i) => ({ ...fields, packets: i < 4 ? packetsMin : packetsMax }))),
      'in the default format': () => ({ records: inbound(8).map((fields) => flow(fields)) }),
      'over IPv6': () =>
        told(inbound(8).map((fields) => ({ ...fields, srcaddr: '2001:db8:66::9', dstaddr: '2001:db8::10' }))),
      'guesses by an instance': () => told(both(guesses(20), refusal)),
      'guesses by an instance whose answers are not logged': () => told(guesses(20)),
      'guesses by a neighbour that are all refused': () => told(both(guesses(11).map(fromNeighbour), refusal)),
      'a server on another port': () => told(inbound(8).map((fields) => ({ ...fields, dstport: movedTo }))),
    },
    quiet: {
      'seven connections': () => told(inbound(7)),
      'connections of one packet less, or one more': () =>
        told(inbound(30).map((fields, i) => ({ ...fields, packets: i < 15 ? packetsMin - 1 : packetsMax + 1 }))),
      'nineteen connections of an instance': () => told(guesses(19)),
      'ten refusals of a neighbour, one a minute': () =>
        told(
          both(
            guesses(10).map((fields, i) => ({ ...fromNeighbour(fields), start: START + i * 60 })),
            refusal,
          ),
        ),
      'thirty conversations with a database': () => told(inbound(30).map((fields) => ({ ...fields, dstport: 5432 }))),
      'thirty conversations with a directory': () => told(inbound(30).map((fields) => ({ ...fields, dstport: 636 }))),
      'the answers of the service': () =>
        told(guesses(30).map((fields) => ({ ...fields, srcport: port, dstport: fields.srcport ?? 0, tcp_flags: 19 }))),
      'thirty clients with one connection each': () =>
        told(inbound(30).map((fields, i) => ({ ...fields, srcaddr: `203.0.113.${i + 1}` }))),
      'one long session, logged once a minute': () =>
        told(inbound(10).map((fields, i) => ({ ...fields, srcport: 50000, start: START + i * 60 }))),
      'connection attempts without a conversation': () =>
        told(inbound(30).map((fields) => ({ ...fields, packets: 2, bytes: 120, tcp_flags: 2 }))),
      'checks whether the service is there': () => told(inbound(30).map((fields) => ({ ...fields, ...check }))),
      'somebody who works on the instance again and again': () =>
        told(inbound(30).map((fields) => ({ ...fields, ...work }))),
      'rejected by a security group': () => told(inbound(30).map((fields) => ({ ...fields, action: 'REJECT' }))),
      'the interface of a function': () => ({
        header: FLOW_V11_HEADER,
        records: guesses(30).map((fields) => flowV11({ ...fields, interface_type: 'lambda', instance_id: '-' })),
      }),
      ...stories.quiet(tell),
    },
  };
}

/** The boundary of a window, in seconds since the epoch. */
const START = 1772445600;

function arriving(fields: FlowExample): FlowExample {
  return { ...fields, srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', flow_direction: 'ingress' };
}

function both(asked: readonly FlowExample[], bytes: number): readonly FlowExample[] {
  return asked.flatMap((fields) => {
    const { srcaddr = '10.0.0.10', dstaddr = '203.0.113.9', srcport = 0, dstport = 0, flow_direction } = fields;
    const back = { srcaddr: dstaddr, dstaddr: srcaddr, srcport: dstport, dstport: srcport, tcp_flags: 19, bytes };
    return [fields, { ...fields, ...back, flow_direction: flow_direction === 'ingress' ? 'egress' : 'ingress' }];
  });
}
