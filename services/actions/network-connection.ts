import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import { line } from '#services/model/asff.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { addressOf, asffPort, asffRemoteIp, IpDetails, ocsfEnd, PortDetails, RemoteIpDetails } from './kits/ends.ts';

const schema = z
  .object({
    connectionDirection: z.enum(['INBOUND', 'OUTBOUND', 'UNKNOWN']).describe('Which side opened it.'),
    protocol: z.string(),
    blocked: z.boolean(),
    localPortDetails: PortDetails,
    remotePortDetails: PortDetails.describe('The port at the other end.'),
    localIpDetails: IpDetails.optional(),
    localNetworkInterface: z.string().optional().describe('The interface at this end.'),
    remoteIpDetails: RemoteIpDetails,
  })
  .describe('A connection.');

export type NetworkConnectionAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly networkConnectionAction: NetworkConnectionAction;
  }
  interface ActionTypes {
    readonly NETWORK_CONNECTION: 'networkConnectionAction';
  }
}

export default defineActionKind({
  type: 'NETWORK_CONNECTION',
  member: 'networkConnectionAction',
  schema,
  words({ connectionDirection, protocol, localPortDetails, remotePortDetails, remoteIpDetails, blocked }) {
    const remote = addressOf(remoteIpDetails) ?? 'an unknown address';
    const ends = {
      INBOUND: `from ${remote} to port ${localPortDetails.port}`,
      OUTBOUND: `to ${remote}, port ${remotePortDetails.port}`,
      UNKNOWN: `between port ${localPortDetails.port} and ${remote}, port ${remotePortDetails.port}`,
    };
    return `${protocol} ${ends[connectionDirection]}${blocked ? ', blocked' : ''}`;
  },
  remote: ({ remoteIpDetails }) => ({ address: addressOf(remoteIpDetails) }),
  asff: (seen) => ({
    ConnectionDirection: seen.connectionDirection,
    Protocol: line(seen.protocol, 64),
    Blocked: seen.blocked,
    LocalPortDetails: asffPort(seen.localPortDetails),
    RemotePortDetails: asffPort(seen.remotePortDetails),
    RemoteIpDetails: asffRemoteIp(seen.remoteIpDetails),
  }),
  ocsf(seen) {
    const { connectionDirection, protocol, localNetworkInterface } = seen;
    const remote = { ...ocsfEnd(seen.remoteIpDetails), port: seen.remotePortDetails.port };
    const local = {
      ...ocsfEnd(seen.localIpDetails),
      port: seen.localPortDetails.port,
      ...(localNetworkInterface && { interface_uid: localNetworkInterface }),
    };
    return {
      connection_info: { ...OCSF_DIRECTIONS[connectionDirection], protocol_name: protocol.toLowerCase() },
      ...(connectionDirection === 'OUTBOUND'
        ? { src_endpoint: local, dst_endpoint: remote, local: 'src_endpoint' }
        : { src_endpoint: remote, dst_endpoint: local, local: 'dst_endpoint' }),
    };
  },
  // ASFF has no room for IPv6 addresses and the local end.
  rest: ({ localIpDetails, localNetworkInterface, remoteIpDetails }) => ({
    localNetworkInterface,
    localIpAddress: addressOf(localIpDetails),
    remoteIpAddressV6: remoteIpDetails.ipAddressV6,
  }),
});

const OCSF_DIRECTIONS = {
  INBOUND: { direction_id: 1, direction: 'Inbound' },
  OUTBOUND: { direction_id: 2, direction: 'Outbound' },
  UNKNOWN: { direction_id: 0, direction: 'Unknown' },
};
