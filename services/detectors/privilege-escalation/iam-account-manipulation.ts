import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isAdministrator } from '../kits/admin-document.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAM/AccountManipulation',
  title: 'Somebody was given far-reaching rights',
  why: 'With full rights over an account a stolen key is the account; rights to send mail or to run models are sold.',
  asks: 'Were full rights, all rights of SES, or a key for Bedrock given to a user, group or role?',
  attack: ['T1098.003', 'T1098.001'],
  signals: [
    {
      means: 'a user or group was given full rights',
      severity: 'High',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy'],
      did: (parameters) => attached(parameters, 'AdministratorAccess'),
      deployed: false,
    },
    {
      means: 'a role was given full rights',
      severity: 'High',
      service: 'iam',
      calls: ['AttachRolePolicy'],
      did: (parameters) => attached(parameters, 'AdministratorAccess'),
      deployed: true,
    },
    {
      means: 'a policy in use was given full rights',
      severity: 'High',
      service: 'iam',
      calls: ['CreatePolicyVersion'],
      did: ({ policyArn, policyDocument, setAsDefault }) =>
        isTrue(setAsDefault) && isAdministrator(policyDocument)
          ? `gave policy ${String(policyArn)} full rights`
          : undefined,
      deployed: true,
    },
    {
      means: 'a user, group or role was given all rights of SES',
      severity: 'Medium',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy', 'AttachRolePolicy'],
      did: (parameters) => attached(parameters, 'AmazonSESFullAccess'),
      deployed: true,
    },
    {
      means: 'a key for Bedrock was made',
      severity: 'Medium',
      service: 'iam',
      calls: ['CreateServiceSpecificCredential'],
      did: ({ serviceName, userName }) =>
        serviceName === 'bedrock.amazonaws.com'
          ? `made a key for Bedrock for user ${String(userName ?? 'itself')}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAM-AccountManipulation',
  blindTo: [
    'Full rights by an inline policy, or by a policy of one’s own that is attached.',
    'A version that is made the default later (SetDefaultPolicyVersion): the call does not say what it holds.',
    'Users who are put into a group that has full rights, and permission sets of Identity Center.',
  ],
  falsePositives: ['The set-up of an account, whose first administrators get full rights.'],
  respond: [
    'Ask the caller who was to have these rights, and for how long.',
    'If nobody knows, detach the policy, disable the caller’s credentials, and look at what both did since.',
    'Deny AdministratorAccess to all but a few by a permissions boundary or a service control policy.',
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
      'by a version that is the default': () => version('*'),
      'rights to send mail': () =>
        called('iam', 'AttachUserPolicy', {
          userName: 'mailer',
          policyArn: 'arn:aws:iam::aws:policy/AmazonSESFullAccess',
        }),
      'a key for Bedrock': () =>
        called('iam', 'CreateServiceSpecificCredential', { userName: 'bob', serviceName: 'bedrock.amazonaws.com' }),
    },
    quiet: {
      'a policy of one’s own that is called alike': () =>
        called('iam', 'AttachRolePolicy', {
          roleName: 'app',
          policyArn: 'arn:aws:iam::111122223333:policy/AdministratorAccess',
        }),
      'another policy of AWS': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      'it was refused': () => called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: ADMINISTRATOR }, REFUSED),
      'CloudFormation creates the role of a stack': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: ADMINISTRATOR }, BY_CLOUDFORMATION),
      'the rights are taken away': () =>
        called('iam', 'DetachRolePolicy', { roleName: 'app', policyArn: ADMINISTRATOR }),
      'a version with the rights over one bucket': () => version('s3:GetObject'),
      'a key for Git': () =>
        called('iam', 'CreateServiceSpecificCredential', { userName: 'bob', serviceName: 'codecommit.amazonaws.com' }),
      'a service gives its own role rights': () =>
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
