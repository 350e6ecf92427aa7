import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Persistence:EC2/ForeignNetworkLink',
  title: 'A network was connected to an unknown account',
  why: 'Through a peering connection strangers reach instances that cannot be reached from the Internet.',
  asks: 'Was a VPC or transit gateway peering made with an account outside the organization?',
  attack: ['T1599', 'T1133', 'T1199'],
  gifts: [
    {
      means: 'a network peering was requested',
      severity: 'Medium',
      service: 'ec2',
      calls: ['CreateVpcPeeringConnection', 'CreateTransitGatewayPeeringAttachment'],
      to: (_, record) => accounts([ec2Parameter(record, 'peerOwnerId'), ec2Parameter(record, 'peerAccountId')]),
      did: (_, record) => `requested a peering of ${linkedOf(record) ?? 'a network'} with`,
    },
    {
      means: 'a network peering was accepted',
      severity: 'Medium',
      service: 'ec2',
      calls: ['AcceptVpcPeeringConnection'],
      // The request only names the link; the answer has the account.
      to: (_, { responseElements }) =>
        accounts(
          ['requesterVpcInfo', 'accepterVpcInfo'].map((side) =>
            member(responseElements, 'vpcPeeringConnection', side, 'ownerId'),
          ),
        ),
      did: (_, record) => `accepted peering ${linkedOf(record) ?? '(not named)'} with`,
    },
  ],
  about: (record) => aboutChanged(linkedOf(record) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:EC2-ForeignNetworkLink',
  blindTo: [
    'PrivateLink, shared gateways and VPN connections.',
    'Whether routes and security groups let anything through.',
  ],
  falsePositives: [],
  respond: [
    'Ask the owner of the network whose account it is.',
    'If nobody knows it, delete the peering, and look in flow logs for what came through.',
  ],
  references: [
    {
      title: 'Create or accept a VPC peering connection',
      url: 'https://docs.aws.amazon.com/vpc/latest/peering/create-vpc-peering-connection.html',
    },
  ],
  examples: {
    fires: {
      'asked for': () => peer(STRANGER),
      'accepted, through CloudFormation': () => accept(STRANGER, BY_CLOUDFORMATION),
      'a transit gateway peering': () =>
        called('ec2', 'CreateTransitGatewayPeeringAttachment', {
          CreateTransitGatewayPeeringAttachmentRequest: { TransitGatewayId: 'tgw-0123', PeerAccountId: STRANGER },
        }),
    },
    quiet: {
      'between accounts of the organization': () => peer('444455556666'),
      'within the account': () =>
        called('ec2', 'CreateVpcPeeringConnection', { vpcId: 'vpc-0123', peerVpcId: 'vpc-4567' }),
      'with a partner': () => ({ ...peer(STRANGER), ...PARTNER }),
      'it was refused': () => peer(STRANGER, REFUSED),
      'a peering of the organization is accepted': () => accept('444455556666'),
    },
  },
});

function linkedOf(record: CloudTrailRecord): string | undefined {
  return ['vpcId', 'transitGatewayId', 'vpcPeeringConnectionId'].flatMap(
    (name) => textOf(ec2Parameter(record, name)) ?? [],
  )[0];
}

function accounts(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => textOf(value) ?? []);
}

function peer(peerOwnerId: string, overrides = {}) {
  return called(
    'ec2',
    'CreateVpcPeeringConnection',
    { vpcId: 'vpc-0123', peerVpcId: 'vpc-4567', peerOwnerId },
    overrides,
  );
}

function accept(ownerId: string, overrides = {}) {
  const vpcPeeringConnection = { requesterVpcInfo: { ownerId }, accepterVpcInfo: { ownerId: '111122223333' } };
  return called(
    'ec2',
    'AcceptVpcPeeringConnection',
    { vpcPeeringConnectionId: 'pcx-0123' },
    {
      responseElements: { vpcPeeringConnection },
      ...overrides,
    },
  );
}
