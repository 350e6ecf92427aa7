import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Persistence:EC2/ForeignNetworkLink',
  title: 'A network was connected to that of a strange account',
  why: 'Through a link between networks strangers reach machines that have no way in from the Internet.',
  asks: 'Was a peering of networks or of transit gateways made with an account that is none of yours?',
  attack: ['T1599', 'T1133', 'T1199'],
  gifts: [
    {
      means: 'a link of networks was made',
      severity: 'Medium',
      service: 'ec2',
      calls: ['CreateVpcPeeringConnection', 'CreateTransitGatewayPeeringAttachment'],
      to: (_, record) => accounts([ec2Parameter(record, 'peerOwnerId'), ec2Parameter(record, 'peerAccountId')]),
      did: (_, record) => `asked for a link of ${linkedOf(record) ?? 'a network'} with`,
    },
    {
      means: 'a link of networks was accepted',
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
      did: (_, record) => `accepted link ${linkedOf(record) ?? '(not named)'} with`,
    },
  ],
  about: (record) => aboutChanged(linkedOf(record) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:EC2-ForeignNetworkLink',
  blindTo: ['Private links, shared gateways and tunnels.', 'Whether routes and security groups let anything through.'],
  falsePositives: [],
  respond: [
    'Ask whoever owns the network whose account it is.',
    'If nobody knows it, delete the link, and look in flow logs at what came through.',
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
      'of transit gateways': () =>
        called('ec2', 'CreateTransitGatewayPeeringAttachment', {
          CreateTransitGatewayPeeringAttachmentRequest: { TransitGatewayId: 'tgw-0123', PeerAccountId: STRANGER },
        }),
    },
    quiet: {
      'between accounts of one’s own': () => peer('444455556666'),
      'within the account': () =>
        called('ec2', 'CreateVpcPeeringConnection', { vpcId: 'vpc-0123', peerVpcId: 'vpc-4567' }),
      'with a partner': () => ({ ...peer(STRANGER), ...PARTNER }),
      'it was refused': () => peer(STRANGER, REFUSED),
      'one of one’s own is accepted': () => accept('444455556666'),
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
