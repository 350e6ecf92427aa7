import type { Example } from '#services/model/detector.ts';
import { flow, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { InterfaceOwner } from './interface-owner.ts';
import type { ListedServers } from './listed-server.ts';

/** The server of all stories, at a port where neither end is known for a service. */
const SERVER = '203.0.113.66';
const PORT = 9001;

/** The stories of all questions about calls to listed servers, with the list that the question is about. */
export function examplesOf(owner: InterfaceOwner, { categories }: Pick<ListedServers, 'categories'>) {
  const lists = (...entries: readonly string[]) =>
    Object.fromEntries(categories.slice(0, 1).map((category) => [category, entries]));
  const listed = (flows: readonly FlowExample[]): Example => ({
    ...owner.example(flows.map((fields) => ({ dstaddr: SERVER, dstport: PORT, ...fields }))),
    lists: lists(SERVER, '2001:db8:66::/48'),
  });
  return {
    fires: {
      'a connection to a listed server': () => listed([{}]),
      'a connection that the server answers': () => listed([{}, { ...came(PORT, 49152), tcp_flags: 19 }]),
      'connections to two ports': () => listed([{}, { dstport: PORT + 1 }]),
      'repeated connections to a silent server': () =>
        listed([1, 2, 3].map((i) => ({ srcport: 50000 + i, packets: 3, bytes: 180, tcp_flags: 2 }))),
      'at the port that the list names': () => ({ ...listed([{}]), lists: lists(`${SERVER}:${PORT}`) }),
      'over IPv6': () => listed([{ srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::1' }]),
      ...(owner.kind === 'EC2' && {
        'in the default format': () => ({
          records: [flow({ dstaddr: SERVER, dstport: PORT })],
          lists: lists(SERVER),
        }),
        'through a gateway, where only its interface is logged': () =>
          listed([{ srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-', interface_type: 'natGateway' }]),
        'an interface of a service that names none': () => listed([{ instance_id: '-', interface_type: '-' }]),
      }),
      ...Object.fromEntries(
        categories
          .slice(1)
          .map((category) => [
            `by a list of ${category}`,
            () => ({ ...listed([{}]), lists: { [category]: [SERVER] } }),
          ]),
      ),
    },
    quiet: {
      'a listed address connects and is answered': () =>
        listed([
          { ...came(40000, 22), tcp_flags: 2 },
          { ...went(22, 40000), tcp_flags: 18 },
        ]),
      'a listed address pings and is answered': () =>
        listed([
          { ...came(0, 0), protocol: 1, packets: 1, bytes: 84 },
          { ...went(0, 0), protocol: 1, packets: 1, bytes: 84 },
        ]),
      'a listed address sends a datagram to a service of ours and is answered': () =>
        listed([
          { ...came(2048, 45000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(45000, 2048), protocol: 17, packets: 1, bytes: 60 },
        ]),
      'a listed address sends a datagram from a well-known port': () =>
        listed([
          { ...came(8080, 45000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(45000, 8080), protocol: 17, packets: 1, bytes: 60 },
        ]),
      'a listed address sends a SYN that is refused': () =>
        listed([
          { ...came(2048, 50051), packets: 1, bytes: 44, tcp_flags: 2 },
          { ...went(50051, 2048), packets: 1, bytes: 40, tcp_flags: 4 },
        ]),
      'a listed address connects from a well-known port, and the same object shows the beginning': () =>
        listed([
          { ...came(443, 50051), tcp_flags: 2 },
          { ...went(50051, 443), tcp_flags: 0 },
        ]),
      'an ICMP report that a port of ours is closed': () =>
        listed([
          { ...came(40000, 5000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(0, 0), protocol: 1, packets: 1, bytes: 88 },
        ]),
      'a tunnel without ports': () =>
        listed([
          { ...came(0, 0), protocol: 47 },
          { ...went(0, 0), protocol: 47 },
        ]),
      'a rejected connection': () => listed([{ action: 'REJECT' }]),
      'a port other than the one that the list names': () => ({
        ...listed([{}]),
        lists: lists(`${SERVER}:6667`, `${SERVER}:8080`),
      }),
      'a server on no list': () => listed([{ dstaddr: '203.0.113.67' }]),
      'an interface of another kind': () => listed([{ interface_type: owner.kind === 'EC2' ? 'lambda' : 'interface' }]),
    },
  };
}

/** From the listed server to the interface. */
function came(srcport: number, dstport: number): FlowExample {
  return { srcaddr: SERVER, dstaddr: '10.0.0.10', srcport, dstport, flow_direction: 'ingress' };
}

function went(srcport: number, dstport: number): FlowExample {
  return { srcaddr: '10.0.0.10', dstaddr: SERVER, srcport, dstport };
}
