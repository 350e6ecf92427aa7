import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:EC2/InstanceProfileReplaced',
  own: true,
  title: 'The role of a running instance was replaced',
  why: 'Whoever is on an instance has the permissions of its role: a stronger role in its place gives them to an intruder there, without a new instance that somebody might notice.',
  asks: 'Was the instance profile of a running instance replaced by another, with the key of an IAM user, or with a role at a public address?',
  attack: ['T1098.003', 'T1548.005'],
  signals: [
    {
      means: 'the profile of an instance was replaced, with the key of a user or a role at a public address',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ReplaceIamInstanceProfileAssociation'],
      did({ ReplaceIamInstanceProfileAssociationRequest: request }) {
        const profile =
          textOf(member(request, 'IamInstanceProfile', 'Name')) ?? textOf(member(request, 'IamInstanceProfile', 'Arn'));
        return `replaced the profile of an instance by ${profile ?? 'another'}`;
      },
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:EC2-InstanceProfileReplaced',
  blindTo: [
    'Which role was there, and what either may do.',
    'Profiles that are given to instances that had none, as is done for Systems Manager.',
  ],
  falsePositives: ['An administrator who works with the key of a user.'],
  respond: [
    'Ask the owner of the key why the instance needs the role.',
    'If nobody knows, put the former profile back, disable the key, and review what the role did since.',
  ],
  references: [
    {
      title: 'ReplaceIamInstanceProfileAssociation',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => replaced(),
      'by its ARN': () =>
        replaced({}, { IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/admin' } }),
      'by a role at a public address': () => replaced({ userIdentity: roleSession() }),
      'by a role inside, which is less': () => replaced({ userIdentity: roleSession(), sourceIPAddress: '10.0.0.7' }),
      'in the console, which is less': () => replaced({ userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () => replaced({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'a profile for an instance that has none': () =>
        called('ec2', 'AssociateIamInstanceProfile', {
          AssociateIamInstanceProfileRequest: { InstanceId: 'i-0example' },
        }),
      'it was refused': () => replaced(REFUSED),
      'a stack is updated': () => replaced(BY_CLOUDFORMATION),
    },
  },
});

function replaced(overrides = {}, request: object = { IamInstanceProfile: { Name: 'admin' } }) {
  const ReplaceIamInstanceProfileAssociationRequest = { AssociationId: 'iip-assoc-0example', ...request };
  return called(
    'ec2',
    'ReplaceIamInstanceProfileAssociation',
    { ReplaceIamInstanceProfileAssociationRequest },
    overrides,
  );
}
