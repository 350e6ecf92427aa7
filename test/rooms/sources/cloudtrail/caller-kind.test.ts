import { expect, test } from 'vitest';
import {
  awsService,
  iamUser,
  identityCenterUser,
  instanceSession,
  roleSession,
  rootUser,
} from '#services/sources/cloudtrail/example.ts';
import { recordOf } from '../../detectors/kits/callers.ts';

const issuer = (arn: string) => ({ sessionIssuer: { type: 'Role', arn, userName: 'any' } });
const federated = (federatedProvider: string) => ({
  ...issuer('arn:aws:iam::111122223333:role/x'),
  webIdFederationData: { federatedProvider },
});

test.each([
  ['a key of a user', { userIdentity: iamUser() }, 'iam-user'],
  ['a user in the console', { userIdentity: iamUser(), sessionCredentialFromConsole: 'true' }, 'person'],
  ['a user who signs in', { userIdentity: iamUser(), eventType: 'AwsConsoleSignIn' }, 'person'],
  ['root', { userIdentity: rootUser() }, 'root'],
  ['Identity Center', { userIdentity: identityCenterUser() }, 'person'],
  [
    'a session of a permission set',
    {
      userIdentity: roleSession(
        'alice',
        'AWSReservedSSO_Admin_0123456789abcdef',
        issuer(
          'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
        ),
      ),
    },
    'person',
  ],
  [
    'a role that only calls itself so',
    { userIdentity: roleSession('alice', 'AWSReservedSSO_Admin_0123456789abcdef') },
    'role',
  ],
  ['an instance', { userIdentity: instanceSession() }, 'workload'],
  ['a task', { userIdentity: roleSession('0123456789abcdef0123456789abcdef') }, 'workload'],
  [
    'a function',
    { userIdentity: { ...roleSession('orders'), inScopeOf: { issuerType: 'AWS::Lambda::Function' } } },
    'workload',
  ],
  [
    'a pod',
    {
      userIdentity: roleSession(
        's',
        'r',
        federated('arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE'),
      ),
    },
    'workload',
  ],
  [
    'a build',
    { userIdentity: roleSession('s', 'r', federated('arn:aws:iam::111122223333:oidc-provider/ci.example')) },
    'pipeline',
  ],
  [
    'a guest of an app',
    { userIdentity: roleSession('CognitoIdentityCredentials', 'guests', federated('cognito-identity.amazonaws.com')) },
    'app-user',
  ],
  ['a session that an instance’s name was chosen for', { userIdentity: roleSession('i-0123456789abcdef0') }, 'role'],
  ['any other session', { userIdentity: roleSession() }, 'role'],
  ['a service', { userIdentity: awsService() }, 'service'],
  [
    'a service’s own role',
    {
      userIdentity: roleSession(
        's',
        'AWSServiceRoleForAutoScaling',
        issuer(
          'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
        ),
      ),
    },
    'service',
  ],
  ['an event of a service', { eventType: 'AwsServiceEvent' }, 'service'],
  [
    'another account',
    { userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAEXAMPLE' } },
    'other-account',
  ],
  ['nobody', { userIdentity: { type: 'AWSAccount', accountId: 'anonymous' } }, 'anonymous'],
  ['no identity', { userIdentity: undefined }, 'unknown'],
])('%s', (_, overrides, kind) => {
  expect(recordOf(overrides).callerKind).toBe(kind);
});
