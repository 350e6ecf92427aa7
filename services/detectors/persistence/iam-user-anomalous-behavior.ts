import type { Example } from '#services/model/detector.ts';
import { functionSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

const FUNCTION = { userIdentity: functionSession(), sourceIPAddress: '10.0.1.5' };

const ROTATES: Example['known'] = [
  { who: 'arn:aws:iam::111122223333:user/alice', purposes: ['key-rotation'], because: 'Creates keys every month.' },
];

export default defineAnomalousCalls({
  type: 'Persistence:IAMUser/AnomalousBehavior',
  title: 'An identity created lasting access in an unusual way',
  why: 'Attackers create a second key, user or open port to keep their access when the first one is gone.',
  asks: 'Did an identity create users, keys or other ways in that does not usually do so, or in a way that only intruders do?',
  attack: ['T1098', 'T1136.003'],
  tactic: 'Persistence',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity whom the key, user or way in is for.',
  blindTo: [
    'Ways in that the same identity creates every day.',
    'Keys that a function or a task creates for users: this is how keys are rotated, and another finding type reports each.',
  ],
  falsePositives: ['People who set up users for others for the first time.'],
  examples: {
    fires: {
      'Git credentials of one’s own, a key pair and a policy for a user': () => ({
        ...calls(
          ['iam:CreateServiceSpecificCredential', { serviceName: 'codecommit.amazonaws.com' }],
          ['ec2:ImportKeyPair', { keyName: 'bob' }],
          ['iam:PutUserPolicy', { userName: 'bob', policyName: 'read', policyDocument: '{}' }],
        ),
        also: ['PrivilegeEscalation:IAMUser/AnomalousBehavior'],
      }),
      'a key for a user, made by a role in the network': () => ({
        ...calls([
          'iam:CreateAccessKey',
          { userName: 'bob' },
          { userIdentity: roleSession('eve', 'Operations'), sourceIPAddress: '10.0.0.7' },
        ]),
        also: ['Persistence:IAM/AccountManipulation'],
      }),
      'a user, created by somebody whose job is key rotation': () => ({
        ...calls(
          ['iam:CreateUser', { userName: 'bob' }],
          ['iam:CreateServiceSpecificCredential', { serviceName: 'codecommit.amazonaws.com' }],
          ['iam:PutUserPolicy', { userName: 'bob', policyName: 'read', policyDocument: '{}' }],
        ),
        known: ROTATES,
        also: ['PrivilegeEscalation:IAMUser/AnomalousBehavior'],
      }),
    },
    quiet: {
      'a function rotates a key': () =>
        calls(
          ...(
            [
              ['CreateAccessKey', {}],
              ['UpdateAccessKey', { status: 'Inactive' }],
              ['DeleteAccessKey', {}],
            ] as const
          ).map(([name, asks]) => [`iam:${name}`, { userName: 'bob', ...asks }, FUNCTION] as const),
        ),
      'the owner says that she rotates keys': () => ({
        ...calls(['iam:CreateAccessKey', { userName: 'bob' }]),
        known: ROTATES,
      }),
      'keys of others are deactivated': () => calls(['iam:UpdateAccessKey', { userName: 'bob', status: 'Inactive' }]),
      'Terraform creates a whole system': () =>
        calls(
          ['iam:CreateRole', { roleName: 'app' }, BY_TERRAFORM],
          ['ec2:CreateSecurityGroup', { groupName: 'app' }, BY_TERRAFORM],
          [
            'ec2:AuthorizeSecurityGroupIngress',
            { ipPermissions: { items: [{ fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0' }] } },
            BY_TERRAFORM,
          ],
          ['s3:PutBucketPolicy', { bucketName: 'app' }, BY_TERRAFORM],
          ['cloudtrail:PutEventSelectors', { trailName: 'app' }, BY_TERRAFORM],
        ),
      'a function gets new code': () => calls(['lambda:UpdateFunctionCode20150331v2', { functionName: 'orders' }]),
    },
  },
});
