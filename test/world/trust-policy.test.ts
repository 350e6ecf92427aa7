import { expect, test } from 'vitest';
import { trusts } from './trust-policy.ts';

const ADMINISTRATOR = '111122223333';

function policy(changes: object = {}): string {
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${ADMINISTRATOR}:root` },
    Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    ...changes,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

test.each([
  ['the account that it names, with the external id', policy(), ADMINISTRATOR, 'secret', true],
  ['no other account', policy(), '444455556666', 'secret', false],
  ['nobody with another external id', policy(), ADMINISTRATOR, 'guess', false],
  ['nobody without an external id', policy(), ADMINISTRATOR, null, false],
  ['anybody without one where none is asked for', policy({ Condition: undefined }), ADMINISTRATOR, null, true],
  [
    'a service, not an account',
    policy({ Principal: { Service: 'ec2.amazonaws.com' } }),
    ADMINISTRATOR,
    'secret',
    false,
  ],
  ['nobody by a denial', policy({ Effect: 'Deny' }), ADMINISTRATOR, 'secret', false],
  ['nobody by another action', policy({ Action: 'sts:TagSession' }), ADMINISTRATOR, 'secret', false],
  [
    'nobody by a condition that the emulator does not know',
    policy({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ADMINISTRATOR,
    'secret',
    false,
  ],
])('a role trusts %s', (_, document, accountId, externalId, expected) => {
  expect(trusts(document, { accountId, externalId })).toBe(expected);
});
