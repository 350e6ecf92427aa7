import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:EC2/TunnelOpened',
  own: true,
  title: 'A tunnel into a network was set up, with a key or a role',
  why: 'A tunnel gives whoever is at its other end the addresses of the network, past every load balancer and security group that faces the Internet.',
  asks: 'Was a VPN connection or an endpoint for VPN clients created?',
  attack: ['T1133', 'T1572'],
  signals: [
    {
      means: 'a tunnel was set up with the key of a user or a role at a public address',
      severity: 'Medium',
      service: 'ec2',
      calls: ['CreateVpnConnection', 'CreateClientVpnEndpoint'],
      did: (_, { eventName }) =>
        eventName === 'CreateVpnConnection' ? 'created a VPN connection' : 'created an endpoint for VPN clients',
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:EC2-TunnelOpened',
  blindTo: ['Who is at the other end.', 'Tunnels that were there before, and programs on instances that open one.'],
  falsePositives: ['A network engineer who works with the key of a user.'],
  respond: [
    'Ask the owner of the credentials who is at the other end.',
    'If nobody knows, delete the tunnel and its gateway, disable the credentials, and look in flow logs for what came through.',
  ],
  references: [
    {
      title: 'AWS Site-to-Site VPN',
      url: 'https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => tunnel(),
      'by a role at a public address': () => tunnel({ userIdentity: roleSession() }),
      'in the console, which is less': () => tunnel({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => tunnel({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      'for clients': () => called('ec2', 'CreateClientVpnEndpoint', {}),
    },
    quiet: {
      'it was refused': () => tunnel(REFUSED),
      'a stack is created': () => tunnel(BY_CLOUDFORMATION),
      'a gateway without a tunnel': () => called('ec2', 'CreateVpnGateway', { type: 'ipsec.1' }),
    },
  },
});

function tunnel(overrides = {}) {
  return called('ec2', 'CreateVpnConnection', { type: 'ipsec.1', customerGatewayId: 'cgw-0example' }, overrides);
}
