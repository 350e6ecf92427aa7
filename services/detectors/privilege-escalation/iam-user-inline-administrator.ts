import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { givesIam, isAdministrator, isIamPolicy } from '../kits/admin-document.ts';
import { isTrue } from '../kits/api-call.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'PrivilegeEscalation:IAMUser/InlineAdministrator',
  own: true,
  title: 'Administrator permissions were given without the AdministratorAccess policy',
  why: 'Audits look for AdministratorAccess; an inline policy, or full permissions over IAM, have the same effect.',
  asks: 'Did an inline policy, a new version of a policy, or an AWS managed policy make a user, group or role an administrator, or give permissions over IAM that are as good?',
  attack: ['T1098.003'],
  signals: [
    {
      means: 'a user or group was given administrator permissions in an inline policy',
      severity: 'High',
      service: 'iam',
      calls: ['PutUserPolicy', 'PutGroupPolicy'],
      did: inline,
      deployed: false,
    },
    {
      means: 'a role was given administrator permissions in an inline policy',
      severity: 'Medium',
      service: 'iam',
      calls: ['PutRolePolicy'],
      did: inline,
      deployed: true,
    },
    {
      means: 'a user or group was given an AWS managed policy with full permissions over IAM',
      severity: 'High',
      service: 'iam',
      calls: ['AttachUserPolicy', 'AttachGroupPolicy'],
      did: managed,
      deployed: false,
    },
    {
      means: 'a role was given an AWS managed policy with full permissions over IAM',
      severity: 'Medium',
      service: 'iam',
      calls: ['AttachRolePolicy'],
      did: managed,
      deployed: true,
    },
    {
      means:
        'a policy in use was changed to give permissions over IAM with which its holders give themselves all others',
      severity: 'Medium',
      service: 'iam',
      calls: ['CreatePolicyVersion'],
      // One that gives everything is PrivilegeEscalation:IAM/AccountManipulation.
      did: ({ policyArn, policyDocument, setAsDefault }, { time }) =>
        isTrue(setAsDefault) && givesIam(policyDocument, time) && !isAdministrator(policyDocument, time)
          ? `gave the holders of policy ${String(policyArn)} permissions over IAM that are as good as all others`
          : undefined,
      deployed: true,
    },
  ],
  about: (record) => {
    const { requestParameters = {} } = record;
    return aboutChanged(holderOf(requestParameters) ?? requestParameters['policyArn'], record);
  },
  acrossRegions: true,

  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-InlineAdministrator',
  blindTo: [
    'Permissions that only together make an administrator, such as passing a role and starting something with it.',
    'Documents that CloudTrail left out because the record was too large.',
    'Documents that name the calls by which their holder gives himself all permissions, as those of tools that deploy do: only patterns such as `iam:Put*` count.',
    'Custom policies that are attached (those that one caller makes and attaches are PrivilegeEscalation:IAMUser/SessionChain.CustomAdministrator), and users who are added to a group.',
  ],
  falsePositives: ['The manual set-up of an account.'],
  respond: [
    'Ask the caller who needed these permissions, and why in an inline policy.',
    'If nobody knows, delete the policy, disable the caller’s credentials, and review what both did since.',
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
      'in one Region, which for IAM is everything': () =>
        put(
          'PutUserPolicy',
          { userName: 'bob' },
          {
            Action: '*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          },
        ),
      'AWS managed policies, for a group, a role and a role in China': () => ({
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
      'an AWS managed policy for a user, by a stack': () =>
        called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: IAM_FULL }, BY_CLOUDFORMATION),
      'everything, for a user of a stack': () =>
        put('PutUserPolicy', { userName: 'bob' }, { Action: '*', Resource: '*' }, BY_CLOUDFORMATION),
      'an AWS managed policy': () => called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: IAM_FULL }),
      'whatever attaches policies': () =>
        put('PutUserPolicy', { userName: 'bob' }, { Action: 'iam:Attach*', Resource: '*' }),
      'whatever puts policies, on all roles': () =>
        put('PutRolePolicy', { roleName: 'app' }, { Action: 'iam:Put*', Resource: 'arn:aws:iam::111122223333:role/*' }),
      'all of IAM, in a new version of a policy': () => version({ Action: 'iam:*', Resource: '*' }),
      'by a person': () =>
        put(
          'PutUserPolicy',
          { userName: 'bob' },
          { Action: '*', Resource: '*' },
          { userIdentity: identityCenterUser() },
        ),
    },
    quiet: {
      'permissions for one bucket, with a Deny of everything': () =>
        put('PutUserPolicy', { userName: 'bob' }, [
          { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::invoices/*' },
          { Effect: 'Deny', Action: '*', Resource: '*' },
        ]),
      'everything, denied again': () =>
        put('PutUserPolicy', { userName: 'bob' }, [
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: '*', Resource: '*' },
        ]),
      'everything but IAM': () => put('PutRolePolicy', { roleName: 'app' }, { NotAction: 'iam:*', Resource: '*' }),
      'everything, until a day that is past': () =>
        put(
          'PutUserPolicy',
          { userName: 'bob' },
          { Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } } },
        ),
      'permission to create roles, by name': () =>
        put(
          'PutRolePolicy',
          { roleName: 'deploy' },
          { Action: ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PassRole'], Resource: '*' },
        ),
      'a version that is not in use': () => version({ Action: 'iam:*', Resource: '*' }, { setAsDefault: false }),
      'a version with permissions to read': () => version({ Action: 'iam:Get*', Resource: '*' }),
      'permission to pass one role': () =>
        put(
          'PutRolePolicy',
          { roleName: 'app' },
          {
            Action: 'iam:PassRole',
            Resource: 'arn:aws:iam::111122223333:role/task',
          },
        ),
      'the role of a stack': () =>
        put('PutRolePolicy', { roleName: 'app' }, { Action: '*', Resource: '*' }, BY_CLOUDFORMATION),
      'a stack gives its role an AWS managed policy': () =>
        called('iam', 'AttachRolePolicy', { roleName: 'app', policyArn: IAM_FULL }, BY_CLOUDFORMATION),
      'another AWS managed policy': () =>
        called('iam', 'AttachUserPolicy', { userName: 'bob', policyArn: `${IAM_FULL}-ReadOnly` }),
      'it was refused': () => put('PutUserPolicy', { userName: 'bob' }, { Action: '*', Resource: '*' }, REFUSED),
      'a custom policy with a similar name': () =>
        called('iam', 'AttachUserPolicy', {
          userName: 'bob',
          policyArn: 'arn:aws:iam::111122223333:policy/IAMFullAccess',
        }),
    },
  },
});

const IAM_FULL = 'arn:aws:iam::aws:policy/IAMFullAccess';

function holderOf({ userName, groupName, roleName }: Parameters): string | undefined {
  return textOf(userName) ?? textOf(groupName) ?? textOf(roleName);
}

function inline(parameters: Parameters, { time }: CloudTrailRecord): string | undefined {
  return givesIam(parameters['policyDocument'], time)
    ? `made ${String(holderOf(parameters) ?? 'somebody')} an administrator by the inline policy ${String(parameters['policyName'] ?? '(unnamed)')}`
    : undefined;
}

function managed(parameters: Parameters): string | undefined {
  const arn = textOf(parameters['policyArn']);
  return arn !== undefined && isIamPolicy(arn)
    ? `gave ${String(holderOf(parameters) ?? 'somebody')} ${arn.slice(arn.lastIndexOf('/') + 1)}`
    : undefined;
}

function put(eventName: string, holder: object, statements: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const Statement = Array.isArray(statements) ? statements : [{ Effect: 'Allow', ...statements }];
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  return called('iam', eventName, { ...holder, policyName: 'p', policyDocument }, overrides);
}

function version(statement: object, parameters: object = {}) {
  const policyDocument = JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] });
  const policyArn = 'arn:aws:iam::111122223333:policy/app';
  return called('iam', 'CreatePolicyVersion', { policyArn, policyDocument, setAsDefault: true, ...parameters });
}
