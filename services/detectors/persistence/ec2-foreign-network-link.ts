import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listed, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Persistence:EC2/ForeignNetworkLink',
  title: 'A network was connected to an unknown account',
  why: 'Through a peering connection strangers reach instances that cannot be reached from the Internet.',
  asks: 'Was a VPC or a transit gateway connected with an account outside the organization, or an endpoint service opened to one?',
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
      calls: [
        'AcceptVpcPeeringConnection',
        'AcceptTransitGatewayPeeringAttachment',
        'AcceptTransitGatewayVpcAttachment',
      ],
      // The request only names the link; the answer has the account.
      to: (_, { eventName, responseElements }) => {
        const answer = member(responseElements, `${eventName}Response`) ?? responseElements;
        const sides = [
          ...['requesterVpcInfo', 'accepterVpcInfo'].map((side) => member(answer, 'vpcPeeringConnection', side)),
          ...['requesterTgwInfo', 'accepterTgwInfo'].map((side) =>
            member(answer, 'transitGatewayPeeringAttachment', side),
          ),
        ];
        return accounts([
          ...sides.map((side) => member(side, 'ownerId')),
          member(answer, 'transitGatewayVpcAttachment', 'vpcOwnerId'),
        ]);
      },
      did: (_, record) => `accepted peering ${linkedOf(record) ?? '(not named)'} with`,
    },
    {
      means: 'an endpoint service was opened',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ModifyVpcEndpointServicePermissions'],
      to: (_, record) =>
        listed(ec2Parameter(record, 'addAllowedPrincipals')).flatMap(
          (principal) => accountIn(textOf(member(principal, 'content') ?? principal) ?? '') ?? [],
        ),
      did: (_, record) => `opened endpoint service ${linkedOf(record) ?? '(not named)'} to`,
    },
  ],
  about: (record) => aboutChanged(linkedOf(record) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:EC2-ForeignNetworkLink',
  blindTo: [
    'Endpoints of services of strangers, endpoint services that are open to everybody, shared gateways and VPN connections.',
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
      'a transit gateway peering is accepted': () =>
        answered('AcceptTransitGatewayPeeringAttachment', {
          transitGatewayPeeringAttachment: { requesterTgwInfo: { ownerId: STRANGER } },
        }),
      'the network of a stranger is attached to a transit gateway': () =>
        answered('AcceptTransitGatewayVpcAttachment', { transitGatewayVpcAttachment: { vpcOwnerId: STRANGER } }),
      'an endpoint service': () => service(`arn:aws:iam::${STRANGER}:root`),
    },
    quiet: {
      'the network of an account of the organization is attached': () =>
        answered('AcceptTransitGatewayVpcAttachment', { transitGatewayVpcAttachment: { vpcOwnerId: '444455556666' } }),
      'an endpoint service for the organization': () => service('arn:aws:iam::444455556666:root'),
      'an endpoint service that is meant for everybody': () => service('*'),
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
  return ['vpcId', 'transitGatewayId', 'vpcPeeringConnectionId', 'transitGatewayAttachmentId', 'serviceId'].flatMap(
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

function answered(eventName: string, answer: object) {
  const requestParameters = { [`${eventName}Request`]: { TransitGatewayAttachmentId: 'tgw-attach-0123' } };
  return called('ec2', eventName, requestParameters, { responseElements: { [`${eventName}Response`]: answer } });
}

function service(content: string) {
  const request = { ServiceId: 'vpce-svc-0123', AddAllowedPrincipals: { content, tag: 1 } };
  return called('ec2', 'ModifyVpcEndpointServicePermissions', { ModifyVpcEndpointServicePermissionsRequest: request });
}
