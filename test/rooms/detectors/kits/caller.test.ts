import { describe, expect, test } from 'vitest';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import {
  callerKind,
  isByHand,
  isByKey,
  isByProgram,
  isOnBehalf,
  knownCaller,
} from '#services/detectors/kits/caller.ts';
import {
  awsService,
  functionSession,
  iamUser,
  identityCenterUser,
  instanceSession,
  roleSession,
} from '#services/sources/cloudtrail/example.ts';
import { recordOf } from './callers.ts';

const LOOK = { organization: exampleOrganization() };
/** The owner says that everybody in the account deploys. */
const DEPLOYING = {
  organization: exampleOrganization({ known: [{ who: '111122223333', purposes: ['pipeline'], because: 'Deploys.' }] }),
};
const FOR_SOMEBODY = { ...iamUser(), invokedBy: 'cloudformation.amazonaws.com' };
/** A session of a role that a service made for itself in the account. */
const SERVICE_ROLE = roleSession('scaling', 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling');
const BUILD = roleSession('build', 'Deployer', {
  webIdFederationData: {
    federatedProvider: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  },
});

describe('a service makes the call for somebody', () => {
  test.each([
    ['as the record says', { userIdentity: FOR_SOMEBODY }, true],
    ['by its name in place of an address', { sourceIPAddress: 'cloudformation.amazonaws.com' }, true],
    ['also in China', { sourceIPAddress: 'states.amazonaws.com.cn' }, true],
    ['but not the caller', {}, false],
    [
      'nor the console, under either name',
      { userIdentity: { ...iamUser(), invokedBy: 'signin.amazonaws.com' } },
      false,
    ],
    ['nor the console in place of an address', { sourceIPAddress: 'signin.amazonaws.com' }, false],
    ['nor where no address is known', { sourceIPAddress: undefined }, false],
  ])('%s', (_, overrides, answer) => {
    expect(isOnBehalf(recordOf(overrides))).toBe(answer);
  });
});

test.each([
  ['a user', { userIdentity: iamUser() }, true],
  ['a person', { userIdentity: identityCenterUser() }, true],
  ['an instance', { userIdentity: instanceSession() }, true],
  ['a service', { userIdentity: awsService() }, false],
  ['the role of a service', { userIdentity: SERVICE_ROLE, sourceIPAddress: '192.0.2.7' }, false],
  ['a build', { userIdentity: BUILD }, false],
  ['a template', { userIdentity: FOR_SOMEBODY }, false],
])('whether %s acts by hand', (_, overrides, answer) => {
  expect(isByHand(recordOf(overrides), LOOK)).toBe(answer);
  expect(isByHand(recordOf(overrides), DEPLOYING)).toBe(false);
});

test.each([
  ['a user', iamUser(), true],
  ['a function', functionSession(), true],
  [
    'a user of an app',
    roleSession('CognitoIdentityCredentials', 'guests', {
      webIdFederationData: { federatedProvider: 'cognito-identity.amazonaws.com' },
    }),
    true,
  ],
  ['a person', identityCenterUser(), false],
  ['a role', roleSession(), false],
  ['a build', BUILD, false],
  ['a template', FOR_SOMEBODY, false],
])('whether %s acts with what thieves get', (_, userIdentity, answer) => {
  expect(isByKey(recordOf({ userIdentity }), LOOK)).toBe(answer);
  expect(isByKey(recordOf({ userIdentity }), DEPLOYING)).toBe(false);
});

test('nobody acts by hand or with a key where an old record names a service in place of the address', () => {
  const record = recordOf({ userIdentity: iamUser(), sourceIPAddress: 'cloudformation.amazonaws.com' });
  expect(isByKey(record, LOOK)).toBe(false);
  expect(isByHand(record, LOOK)).toBe(false);
});

test('functions are programs; people log in to instances, and roles may be anybody’s', () => {
  expect(isByProgram(recordOf({ userIdentity: functionSession() }))).toBe(true);
  expect(isByProgram(recordOf({ userIdentity: instanceSession() }))).toBe(false);
  expect(isByProgram(recordOf({ userIdentity: iamUser() }))).toBe(false);
});

test('the owner’s word makes a pipeline of any caller', () => {
  const record = recordOf({ userIdentity: iamUser() });
  expect(callerKind(record, LOOK)).toBe('iam-user');
  expect(callerKind(record, DEPLOYING)).toBe('pipeline');
});

test('the owner knows callers by their own account and their role, or the account of the log', () => {
  const stranger = knownCaller(recordOf({ userIdentity: iamUser('eve', '999988887777') }));
  expect(stranger).toMatchObject({ accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/eve' });
  expect(knownCaller(recordOf({ userIdentity: roleSession('x', 'Deployer') })).arn).toBe(
    'arn:aws:iam::111122223333:role/Deployer',
  );
  expect(knownCaller(recordOf({ userIdentity: awsService() }))).toMatchObject({
    accountId: '111122223333',
    arn: undefined,
  });
});
