import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isAdministrator } from '../kits/admin-document.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAM/AccountManipulation',
  title: 'An identity was given administrator or other far-reaching permissions',
  why: 'With administrator permissions a stolen key controls the account; attackers sell permissions to send mail or to run models.',
  asks: 'Were administrator permissions, all permissions of SES, or a Bedrock key given to a user, group or role?',
  attack: ['T1098.003', 'T1098.001'],
  signals: [
    {
      means: 'a user or group was given administrator permissions',
      severity: 'High',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy'],
      did: (parameters) => attached(parameters, 'AdministratorAccess'),
      deployed: false,
    },
    {
      means: 'a role was given administrator permissions',
      severity: 'High',
      service: 'iam',
      calls: ['AttachRolePolicy'],
      did: (parameters) => attached(parameters, 'AdministratorAccess'),
      deployed: true,
    },
    {
      means: 'a policy in use was changed to administrator permissions',
      severity: 'High',
      service: 'iam',
      calls: ['CreatePolicyVersion'],
      did: ({ policyArn, policyDocument, setAsDefault }, { time }) =>
        isTrue(setAsDefault) && isAdministrator(policyDocument, time)
          ? `gave policy ${String(policyArn)} administrator permissions`
          : undefined,
      deployed: true,
    },
    {
      means: 'a user, group or role was given all permissions of SES',
      severity: 'Medium',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy', 'AttachRolePolicy'],
      did: (parameters) => attached(parameters, 'AmazonSESFullAccess'),
      deployed: true,
    },
    {
      means: 'a Bedrock key was created',
      severity: 'Medium',
      service: 'iam',
      calls: ['CreateServiceSpecificCredential'],
      did: ({ serviceName, userName }) =>
        serviceName === 'bedrock.amazonaws.com'
          ? `created a Bedrock key for user ${String(userName ?? 'itself')}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAM-AccountManipulation',
  blindTo: [
    'Administrator permissions in an inline policy, or in a custom policy that is attached.',
    'A policy version that becomes the default later (SetDefaultPolicyVersion): the call does not show its contents.',
    'Users who are added to an administrator group, and permission sets of Identity Center.',
  ],
  falsePositives: ['The set-up of an account, whose first administrators get full permissions.'],
  respond: [
    'Ask the caller who needed these permissions, and for how long.',
    'If nobody knows, detach the policy, disable the caller’s credentials, and review what both did since.',
    'Deny AdministratorAccess to all but a few with a permissions boundary or a service control policy.',
  ],
  references: [
    {
      title: 'AdministratorAccess',
      url: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
    },
  ],
  examples: {
    fires: {
      'to a role, by a user': () => called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: ADMINISTRATOR }),
      'to a user, by a person': () =>
        called(
          'iam',
          'AttachUserPolicy',
          { userName: 'bob', policyArn: ADMINISTRATOR },
          { userIdentity: identityCenterUser() },
        ),
      'in China': () =>
        called(
          'iam',
          'AttachRolePolicy',
          { roleName: 'app', policyArn: 'arn:aws-cn:iam::aws:policy/AdministratorAccess' },
          { awsRegion: 'cn-north-1' },
        ),
      'by a new default version': () => version('*'),
      'permissions to send mail': () =>
        called('iam', 'AttachUserPolicy', {
          userName: 'mailer',
          policyArn: 'arn:aws:iam::aws:policy/AmazonSESFullAccess',
        }),
      'a Bedrock key': () =>
        called('iam', 'CreateServiceSpecificCredential', { userName: 'bob', serviceName: 'bedrock.amazonaws.com' }),
    },
    quiet: {
      'a custom policy with a similar name': () =>
        called('iam', 'AttachRolePolicy', {
          roleName: 'app',
          policyArn: 'arn:aws:iam::111122223333:policy/AdministratorAccess',
        }),
      'another policy of AWS': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      'it was refused': () => called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: ADMINISTRATOR }, REFUSED),
      'CloudFormation creates the role of a stack': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: ADMINISTRATOR }, BY_CLOUDFORMATION),
      'the permissions are removed': () =>
        called('iam', 'DetachRolePolicy', { roleName: 'app', policyArn: ADMINISTRATOR }),
      'a version with permissions for one bucket': () => version('s3:GetObject'),
      'a Git credential': () =>
        called('iam', 'CreateServiceSpecificCredential', { userName: 'bob', serviceName: 'codecommit.amazonaws.com' }),
      'a service gives its own role permissions': () =>
        called(
          'iam',
          'AttachRolePolicy',
          { roleName: 'app', policyArn: ADMINISTRATOR },
          {
            userIdentity: roleSession('control-tower', 'AWSServiceRoleForExample', {
              sessionIssuer: {
                type: 'Role',
                principalId: 'AROAEXAMPLEROLE000001',
                arn: 'arn:aws:iam::111122223333:role/aws-service-role/example.amazonaws.com/AWSServiceRoleForExample',
                accountId: '111122223333',
                userName: 'AWSServiceRoleForExample',
              },
            }),
          },
        ),
    },
  },
});

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Matches only AWS's own policy of that name, in any partition: other policies may have the same name. */
function attached({ policyArn, userName, groupName, roleName }: Parameters, policy: string): string | undefined {
  if (typeof policyArn !== 'string' || !/^arn:aws[a-z-]*:iam::aws:policy\//.test(policyArn)) return undefined;
  if (policyArn.slice(policyArn.indexOf('/') + 1) !== policy) return undefined;
  const [[kind, name] = ['somebody', '']] = [
    ['user', userName],
    ['group', groupName],
    ['role', roleName],
  ].filter(([, given]) => given !== undefined);
  return `attached ${policy} to ${String(kind)} ${String(name)}`;
}

function version(action: string) {
  return called('iam', 'CreatePolicyVersion', {
    policyArn: 'arn:aws:iam::111122223333:policy/app',
    setAsDefault: true,
    policyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }),
  });
}
