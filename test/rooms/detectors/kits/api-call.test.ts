import { expect, test } from 'vitest';
import { isByCaller, isOverQuota, onlyLooks } from '#services/detectors/kits/api-call.ts';

function looks(eventName: string, requestParameters?: Readonly<Record<string, unknown>>, readOnly?: boolean) {
  return onlyLooks({ eventName, requestParameters, readOnly });
}

test.each([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoleForPodIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
  'GetSigninToken',
  'GetSecretValue',
  'BatchGetSecretValue',
  'GetPasswordData',
  'GetAuthorizationToken',
  'GetCredentialsForIdentity',
  'GetOpenIdTokenForDeveloperIdentity',
  'GetClusterCredentials',
  'GetClusterCredentialsWithIAM',
  'GetCredentials',
  'GetRoleCredentials',
  'CreateToken',
  'CreateTokenWithIAM',
  'CreateSession',
  'GetTemporaryGlueTableCredentials',
  'GetRelationalDatabaseMasterUserPassword',
  'GetDataAccess',
  'Decrypt',
  'GenerateDataKey',
  'DeriveSharedSecret',
  'ExportCertificate',
  'GetComputeAccess',
  'GetInstanceAccess',
])('%s hands out what it is read-only about', (eventName) => {
  expect(looks(eventName, undefined, true)).toBe(false);
  expect(looks(eventName)).toBe(false);
});

test.each([
  'DescribeInstances',
  'GetCallerIdentity',
  'GetCredentialReport',
  'GetAccountPasswordPolicy',
  'GetAccessKeyLastUsed',
  'GetRandomPassword',
  'GetResourcePolicy',
  'ListServiceSpecificCredentials',
  'ListSecrets',
  'DescribeSecret',
  'GenerateDataKeyWithoutPlaintext',
])('%s only looks', (eventName) => {
  expect(looks(eventName, undefined, true)).toBe(true);
});

test.each([
  ['GetApiKey', 'includeValue'],
  ['GetApiKeys', 'includeValues'],
])('%s hands out keys where they are asked for', (eventName, parameter) => {
  expect(looks(eventName, { [parameter]: true }, true)).toBe(false);
  expect(looks(eventName, {}, true)).toBe(true);
});

test.each(['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory'])(
  '%s hands out a secret where it is asked for in plain',
  (eventName) => {
    expect(looks(eventName, { withDecryption: true }, true)).toBe(false);
    expect(looks(eventName, { withDecryption: 'true' }, true)).toBe(false);
    expect(looks(eventName, { withDecryption: false }, true)).toBe(true);
    expect(looks(eventName, undefined, true)).toBe(true);
  },
);

test('without the mark the name decides', () => {
  expect(looks('ListUsers')).toBe(true);
  expect(looks('CreateUser')).toBe(false);
});

test('the mark decides where it stands', () => {
  expect(looks('ListThenDelete', undefined, false)).toBe(false);
  expect(looks('SelectEverything', undefined, true)).toBe(true);
});

test('the console calls for the person who sits there; services call for themselves', () => {
  expect(isByCaller(undefined)).toBe(true);
  expect(isByCaller('signin.amazonaws.com')).toBe(true);
  expect(isByCaller('support.amazonaws.com')).toBe(false);
  expect(isByCaller('AWS Internal')).toBe(false);
});

test.each([
  ['Client.VcpuLimitExceeded', true],
  ['Client.MaxSpotInstanceCountExceeded', true],
  ['Client.PendingVerification', true],
  ['ResourceLimitExceeded', true],
  ['ServiceQuotaExceededException', true],
  ['Client.RequestLimitExceeded', false],
  ['Server.InsufficientInstanceCapacity', false],
  ['ThrottlingException', false],
  [undefined, false],
])('%s is a lack of quota: %s', (errorCode, expected) => {
  expect(isOverQuota(errorCode)).toBe(expected);
});
