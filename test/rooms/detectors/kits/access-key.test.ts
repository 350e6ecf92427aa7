import { expect, test } from 'vitest';
import { aboutAccessKey, aboutRootUser, callerOf, isAnonymous } from '#services/detectors/kits/access-key.ts';
import {
  awsService,
  iamUser,
  identityCenterUser,
  roleSession,
  rootUser,
} from '#services/sources/cloudtrail/example.ts';
import { recordOf } from './callers.ts';

test.each([
  ['a user', iamUser(), 'AKIAEXAMPLEKEY000001', 'user alice'],
  ['a role’s session', roleSession(), 'ASIAEXAMPLEKEY000001', 'role Operations (session alice@corp.example)'],
  ['the root user', rootUser(), 'ASIAEXAMPLEROOT00001', 'the root user'],
  [
    'a user of Identity Center',
    identityCenterUser(),
    '94d8c4b8-0000-4000-8000-00000example',
    'IAM Identity Center user 94d8c4b8-0000-4000-8000-00000example',
  ],
  [
    'a user of Identity Center of whom only the credential is known',
    { type: 'IdentityCenterUser', credentialId: 'c-1' },
    'c-1',
    'a caller whom the record does not name',
  ],
  ['a SAML user', { type: 'SAMLUser', userName: 'alice' }, 'alice', 'user alice'],
  ['a service', awsService(), 'autoscaling.amazonaws.com', 'the service autoscaling.amazonaws.com'],
  [
    'another account',
    { type: 'AWSAccount', principalId: 'AIDA1', accountId: '444455556666' },
    'AIDA1',
    'principal AIDA1',
  ],
  ['nobody', { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }, 'unknown caller', 'an anonymous caller'],
  [
    'a user whose name AWS hides',
    { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS', accountId: '111122223333' },
    'unknown caller',
    'a caller whom the record does not name',
  ],
  ['a null identity', null, 'unknown caller', 'a caller whom the record does not name'],
  ['a missing identity', undefined, 'unknown caller', 'a caller whom the record does not name'],
  ['a text for an identity', 'alice', 'unknown caller', 'a caller whom the record does not name'],
])('%s is somebody', (_name, userIdentity, id, words) => {
  const { resource } = aboutAccessKey(recordOf({ userIdentity }));
  expect([resource.id, callerOf(resource)]).toEqual([id, words]);
});

test('root is one, whatever its session; a long-term key of root is its own', () => {
  expect(aboutRootUser(recordOf({ userIdentity: rootUser() })).resource.id).toBe('111122223333');
  const key = { ...rootUser(), accessKeyId: 'AKIAEXAMPLEROOT00001' };
  expect(aboutRootUser(recordOf({ userIdentity: key })).resource.id).toBe('AKIAEXAMPLEROOT00001');
});

test('anonymous is who shows no credentials, not who is not named', () => {
  expect(isAnonymous(recordOf({ userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'anonymous' } }))).toBe(
    true,
  );
  expect(isAnonymous(recordOf({ userIdentity: null }))).toBe(false);
  expect(isAnonymous(recordOf({ userIdentity: identityCenterUser() }))).toBe(false);
});
