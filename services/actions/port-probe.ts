import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { addressOf, asffPort, asffRemoteIp, IpDetails, ocsfEnd, PortDetails, RemoteIpDetails } from './kits/ends.ts';

const schema = z
  .object({
    blocked: z.boolean(),
    portProbeDetails: z
      .array(
        z
          .object({
            localPortDetails: PortDetails,
            localIpDetails: IpDetails.optional(),
            remoteIpDetails: RemoteIpDetails,
          })
          .meta({ title: 'PortProbeDetails', description: 'A port that was probed, and by whom.' }),
      )
      .describe('Each port that was probed.'),
  })
  .describe('Probes of ports.');

export type PortProbeAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly portProbeAction: PortProbeAction;
  }
  interface ActionTypes {
    readonly PORT_PROBE: 'portProbeAction';
  }
}

export default defineActionKind({
  type: 'PORT_PROBE',
  member: 'portProbeAction',
  schema,
  words({ portProbeDetails, blocked }) {
    const probes = portProbeDetails.map(
      ({ localPortDetails, remoteIpDetails }) =>
        `port ${localPortDetails.port}, probed by ${addressOf(remoteIpDetails) ?? 'an unknown address'}`,
    );
    return `${probes.join('; ')}${blocked ? ', blocked' : ''}`;
  },
  remote: ({ portProbeDetails: [first] }) => ({ address: addressOf(first?.remoteIpDetails) }),
  asff: ({ blocked, portProbeDetails }) => ({
    Blocked: blocked,
    PortProbeDetails: portProbeDetails.map(({ localPortDetails, localIpDetails, remoteIpDetails }) => ({
      LocalPortDetails: asffPort(localPortDetails),
      LocalIpDetails: { IpAddressV4: localIpDetails?.ipAddressV4 },
      RemoteIpDetails: asffRemoteIp(remoteIpDetails),
    })),
  }),
  ocsf({ portProbeDetails: [first] }) {
    return {
      connection_info: { direction_id: 1, direction: 'Inbound' },
      src_endpoint: ocsfEnd(first?.remoteIpDetails),
      dst_endpoint: { ...ocsfEnd(first?.localIpDetails), port: first?.localPortDetails.port },
      local: 'dst_endpoint',
    };
  },
  // ASFF has no room for IPv6 addresses.
  rest: ({ portProbeDetails: [first] }) => ({
    localIpAddressV6: first?.localIpDetails?.ipAddressV6,
    remoteIpAddressV6: first?.remoteIpDetails.ipAddressV6,
  }),
});
