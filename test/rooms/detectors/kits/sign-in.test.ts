import { expect, test } from 'vitest';
import { isSignIn, signedIn, usesCredentials } from '#services/detectors/kits/sign-in.ts';
import { recordOf } from './callers.ts';

function signIn(eventName: string, overrides: Readonly<Record<string, unknown>>) {
  return recordOf({ eventSource: 'signin.amazonaws.com', eventType: 'AwsConsoleSignIn', eventName, ...overrides });
}

test.each([
  ['ConsoleLogin', 'responseElements'],
  ['SwitchRole', 'responseElements'],
  ['PasswordUpdated', 'responseElements'],
  ['PasswordRecoveryCompleted', 'responseElements'],
  ['EmailUpdated', 'responseElements'],
  ['GetSigninToken', 'responseElements'],
  ['UserAuthentication', 'serviceEventDetails'],
  ['CredentialVerification', 'serviceEventDetails'],
  ['UserAuthentication', 'additionalEventData'],
])('%s says in %s how it ended', (eventName, member) => {
  expect(signedIn(signIn(eventName, { [member]: { [eventName]: 'Success' } }))).toBe(true);
  expect(signedIn(signIn(eventName, { [member]: { [eventName]: 'Failure' } }))).toBe(false);
  expect(signedIn(signIn(eventName, { [member]: { [eventName]: 'Success' }, errorCode: 'AccessDenied' }))).toBe(false);
});

test.each(['CheckMfa', 'CredentialChallenge', 'PasswordRecoveryRequested'])(
  'whoever knows a name gets as far as %s',
  (eventName) => {
    expect(signedIn(signIn(eventName, { responseElements: { [eventName]: 'Success' } }))).toBe(false);
  },
);

test('what does not say how it ended has succeeded unless it tells of an error; a sign-in says', () => {
  expect(signedIn(signIn('MFADeviceRemoved', {}))).toBe(true);
  expect(signedIn(signIn('MFADeviceRemoved', { errorMessage: 'No such device' }))).toBe(false);
  expect(signedIn(signIn('ConsoleLogin', {}))).toBe(false);
});

test('Identity Center tells of sign-ins as a service, also under its old name; its API is no sign-in', () => {
  const old = { eventSource: 'sso.amazonaws.com', eventName: 'Authenticate' };
  expect(isSignIn(recordOf({ ...old, eventType: 'AwsServiceEvent' }))).toBe(true);
  expect(isSignIn(recordOf({ ...old, eventName: 'ListAccounts' }))).toBe(false);
});

test('a call uses credentials whether it is let or not, a failed sign-in does not', () => {
  expect(usesCredentials(recordOf({ errorCode: 'AccessDenied' }))).toBe(true);
  expect(usesCredentials(signIn('ConsoleLogin', { responseElements: { ConsoleLogin: 'Failure' } }))).toBe(false);
});
