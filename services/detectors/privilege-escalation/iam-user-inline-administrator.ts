import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { givesIam } from '../kits/admin-document.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAMUser/InlineAdministrator',
  own: true,
  title: 'Full rights were given other than by the policy that everybody looks for',
  why: 'Who looks for administrators looks for AdministratorAccess; an inline policy, or rights over IAM, do as well.',
  asks: 'Did an inline policy, or a policy of AWS with all rights over IAM, make a user, group or role an administrator?',
  attack: ['T1098.003'],
  signals: [
    {
      means: 'a user or a group got them',
      severity: 'High',
      service: 'iam',
      calls: ['PutUserPolicy', 'PutGroupPolicy'],
      did: inline,
      deployed: false,
    },
    {
      means: 'a role got them',
      severity: 'Medium',
      service: 'iam',
      calls: ['PutRolePolicy'],
      did: inline,
      deployed: true,
    },
    {
      means: 'a user or a group got a policy of AWS with all rights over IAM',
      severity: 'High',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy'],
      did: managed,
      deployed: false,
    },
    {
      means: 'a role got a policy of AWS with all rights over IAM',
      severity: 'Medium',
      service: 'iam',
      calls: ['AttachRolePolicy'],
      did: managed,
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(holderOf(record.requestParameters ?? {}), record),
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-InlineAdministrator',
  blindTo: [
    'Rights that make an administrator only together, such as to pass a role and to start something with it.',
    'Documents that CloudTrail left out because the record was too large.',
    'Policies of one’s own that are attached, and users who are put into a group.',
  ],
  falsePositives: ['The set-up of an account by hand.'],
  respond: [
    'Ask the caller who was to have these rights, and why in an inline policy.',
    'If nobody knows, delete the policy, disable the caller’s credentials, and look at what both did since.',
  ],
  references: [
    {
      title: 'Managed policies and inline policies',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    },
  ],
  examples: {
    fires: {
      'everything, for a user': () => put('PutUserPolicy', { userName: 'bob' }, { Action: '*', Resource: '*' }),
      'all of IAM, for a group': () =>
        put('PutGroupPolicy', { groupName: 'ops' }, { Action: ['iam:*'], Resource: ['*'] }),
      'all but one service, for a role': () =>
        put('PutRolePolicy', { roleName: 'app' }, { NotAction: 'organizations:*', Resource: '*' }),
      'in one Region, which is all of them for IAM': () =>
        put(
          'PutUserPolicy',
          { userName: 'bob' },
          {
            Action: '*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          },
        ),
      'policies of AWS, for a group, a role and a role in China': () => ({
        records: [
          ...called('iam', 'AttachGroupPolicy', { groupName: 'ops', policyArn: IAM_FULL }).records,
          ...called('iam', 'AttachRolePolicy', {
            roleName: 'app',
            policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess-Amplify',
          }).records,
          ...called('iam', 'AttachRolePolicy', {
            roleName: 'web',
            policyArn: 'arn:aws-cn:iam::aws:policy/job-function/SystemAdministrator',
          }).records,
        ],
      }),
      'a policy of AWS, by a stack: users are not made so': () =>
        called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: IAM_FULL }, BY_CLOUDFORMATION),
      'everything, for a user of a stack': () =>
        put('PutUserPolicy', { userName: 'bob' }, { Action: '*', Resource: '*' }, BY_CLOUDFORMATION),
      'a policy of AWS': () => called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: IAM_FULL }),
      'by a person': () =>
        put(
          'PutUserPolicy',
          { userName: 'bob' },
          { Action: '*', Resource: '*' },
          { userIdentity: identityCenterUser() },
        ),
    },
    quiet: {
      'rights over one bucket, with a Deny of everything': () =>
        put('PutUserPolicy', { userName: 'bob' }, [
          { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::invoices/*' },
          { Effect: 'Deny', Action: '*', Resource: '*' },
        ]),
      'everything, and taken back again': () =>
        put('PutUserPolicy', { userName: 'bob' }, [
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: '*', Resource: '*' },
        ]),
      'everything but IAM': () => put('PutRolePolicy', { roleName: 'app' }, { NotAction: 'iam:*', Resource: '*' }),
      'to pass one role': () =>
        put(
          'PutRolePolicy',
          { roleName: 'app' },
          {
            Action: 'iam:PassRole',
            Resource: 'arn:aws:iam::111122223333:role/task',
          },
        ),
      'a stack’s own role': () =>
        put('PutRolePolicy', { roleName: 'app' }, { Action: '*', Resource: '*' }, BY_CLOUDFORMATION),
      'a stack gives its role a policy of AWS': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: IAM_FULL }, BY_CLOUDFORMATION),
      'another policy of AWS': () =>
        called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: `${IAM_FULL}-ReadOnly` }),
      'it was refused': () => put('PutUserPolicy', { userName: 'bob' }, { Action: '*', Resource: '*' }, REFUSED),
      'a policy of one’s own that is called alike': () =>
        called('iam', 'AttachUserPolicy', {
          userName: 'bob',
          policyArn: 'arn:aws:iam::111122223333:policy/IAMFullAccess',
        }),
    },
  },
});

/** AWS's policies, besides AdministratorAccess, whose holders may give themselves every right. */
const ALL_OF_IAM =
  /^arn:aws[a-z-]*:iam::aws:policy\/(IAMFullAccess|AdministratorAccess-(Amplify|AWSElasticBeanstalk)|job-function\/SystemAdministrator)$/;
const IAM_FULL = 'arn:aws:iam::aws:policy/IAMFullAccess';

function holderOf({ userName, groupName, roleName }: Parameters): string | undefined {
  return textOf(userName) ?? textOf(groupName) ?? textOf(roleName);
}

function inline(parameters: Parameters): string | undefined {
  return givesIam(parameters['policyDocument'])
    ? `made ${String(holderOf(parameters) ?? 'somebody')} an administrator by the inline policy ${String(parameters['policyName'] ?? '(unnamed)')}`
    : undefined;
}

function managed(parameters: Parameters): string | undefined {
  const arn = textOf(parameters['policyArn']);
  return arn !== undefined && ALL_OF_IAM.test(arn)
    ? `gave ${String(holderOf(parameters) ?? 'somebody')} ${arn.slice(arn.lastIndexOf('/') + 1)}`
    : undefined;
}

function put(eventName: string, holder: object, statements: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const Statement = Array.isArray(statements) ? statements : [{ Effect: 'Allow', ...statements }];
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  return called('iam', eventName, { ...holder, policyName: 'p', policyDocument }, overrides);
}
