import { expect, test } from 'vitest';
import { differences } from '#services/cli/demo/compare.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';

const expected = {
  type: SSH_BRUTE_FORCE.type,
  accountId: SSH_BRUTE_FORCE.accountId,
  region: SSH_BRUTE_FORCE.region,
  resource: SSH_BRUTE_FORCE.resource.id,
  role: 'TARGET',
};

test('what was found as expected is no difference', () => {
  expect(differences([SSH_BRUTE_FORCE], [expected])).toEqual([]);
});

test('what is missing and what is too much are told apart', () => {
  expect(differences([SSH_BRUTE_FORCE], [{ ...expected, role: 'ACTOR' }])).toEqual([
    'Not found: UnauthorizedAccess:EC2/SSHBruteForce of i-0abcd1234ef567890 (actor) in 111122223333, eu-west-1.',
    'Found without an attack: UnauthorizedAccess:EC2/SSHBruteForce of i-0abcd1234ef567890 (target) in 111122223333, eu-west-1.',
  ]);
});
