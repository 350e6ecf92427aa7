import { describe, expect, test } from 'vitest';
import { aboutChanged, aboutPrincipal } from '#services/detectors/kits/principal.ts';
import { rootUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { recordOf } from './callers.ts';

const ROLE = 'AROAEXAMPLEROLE000001';

function idOf(userIdentity: object, overrides: object = {}) {
  return aboutPrincipal(recordOf({ userIdentity, ...overrides })).resource.id;
}

describe('a session', () => {
  test.each([
    'botocore-session-1700000000',
    'aws-go-sdk-1700000000000',
    'aws-sdk-java-1700000000000',
    'aws-sdk-js-session-1700000000000',
    'AWSCLI-Session-1700000000',
    'AWSCodeBuild-6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b',
    'terraform-0123456789abcdef',
  ])('%s is its role: the name is made up', (session) => {
    expect(idOf(roleSession(session))).toBe(ROLE);
  });

  test.each(['alice', 'my-terraform-0123', 'terraform-plan', 'terraform-', 'aws-sdk-1', 'aws-go-sdk-12x'])(
    '%s is somebody',
    (session) => {
      expect(idOf(roleSession(session))).toBe(`${ROLE}:${session}`);
    },
  );
});

test('root is the account, whichever says which it is', () => {
  expect(idOf(rootUser('444455556666'))).toBe('444455556666');
  expect(idOf({ ...rootUser(), principalId: 'x' })).toBe('111122223333');
  expect(idOf({ type: 'Root' })).toBe('111122223333');
});

test('what was changed names the finding, where it is said', () => {
  const record = recordOf({});
  expect(aboutChanged('sg-1', record)).toMatchObject({ resource: { id: 'sg-1' } });
  expect([aboutChanged('', record), aboutChanged(7, record), aboutChanged(undefined, record)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
