import type { Flow } from './activity.ts';
import type { Instance } from './organization.ts';

const TCP = 6;
export const UDP = 17;
const FIN = 1;
const SYN = 2;
const RST = 4;
const SYN_ACK = 18;

/** A conversation between an instance and another address, in numbers of packets and bytes each way. */
export interface Talk {
  readonly time: number;
  readonly remote: string;
  /** The port of the listening side, and the port of the connecting one. */
  readonly port: number;
  readonly clientPort: number;
  readonly opened: 'instance' | 'remote';
  readonly sent: readonly [packets: number, bytes: number];
  readonly received: readonly [packets: number, bytes: number];
  readonly protocol?: number;
}

/** Both directions of a conversation, as the instance's interface sees them. */
export function talk(instance: Instance, details: Talk): readonly [Flow, Flow] {
  const { opened, sent, received, protocol = TCP } = details;
  const byInstance = opened === 'instance';
  const client = protocol === TCP ? SYN | FIN : 0;
  const server = protocol === TCP ? SYN_ACK | FIN : 0;
  return [
    oneWay(instance, details, { direction: 'egress', flags: byInstance ? client : server, amount: sent }),
    oneWay(instance, details, { direction: 'ingress', flags: byInstance ? server : client, amount: received }),
  ];
}

/** A refused connection from outside: a packet or two, no answer. */
export function knock(
  instance: Instance,
  at: Pick<Talk, 'time' | 'remote' | 'port' | 'clientPort'>,
  packets = 1,
): Flow {
  const details: Talk = { ...at, opened: 'remote', sent: [0, 0], received: [0, 0] };
  const flow = oneWay(instance, details, { direction: 'ingress', flags: SYN, amount: [packets, packets * 44] });
  return { ...flow, action: 'REJECT' };
}

/** A refused connection from the instance: a SYN, and a reset when nothing listens on the other side. */
export function attempt(
  instance: Instance,
  at: Pick<Talk, 'time' | 'remote' | 'port' | 'clientPort'>,
  refused: boolean,
): readonly Flow[] {
  const details: Talk = { ...at, opened: 'instance', sent: [1, 44], received: [1, 40] };
  const out = oneWay(instance, details, { direction: 'egress', flags: SYN, amount: details.sent });
  const back = oneWay(instance, details, { direction: 'ingress', flags: RST, amount: details.received });
  return refused ? [out, back] : [out];
}

function oneWay(
  { interfaceId, id, address }: Instance,
  { time, remote, port, clientPort, opened, protocol = TCP }: Talk,
  way: { direction: Flow['direction']; flags: number; amount: readonly [packets: number, bytes: number] },
): Flow {
  const localPort = opened === 'instance' ? clientPort : port;
  const remotePort = opened === 'instance' ? port : clientPort;
  const out = way.direction === 'egress';
  return {
    time,
    interfaceId,
    instanceId: id,
    direction: way.direction,
    source: out ? address : remote,
    destination: out ? remote : address,
    sourcePort: out ? localPort : remotePort,
    destinationPort: out ? remotePort : localPort,
    protocol,
    packets: way.amount[0],
    bytes: way.amount[1],
    flags: way.flags,
    action: 'ACCEPT',
  };
}
