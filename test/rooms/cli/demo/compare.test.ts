import { expect, test } from 'vitest';
import { differences } from '#services/cli/demo/compare.ts';
import type { JsonObject } from '#services/model/subject.ts';
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

/** A resource that this user's keys belong to. */
function resource(userName: string) {
  const further = [{ ...SSH_BRUTE_FORCE.resource, accessKeyDetails: { userName } }];
  return { ...SSH_BRUTE_FORCE.resource, id: userName, further };
}

test('an unusual day of who attacked, or of a role that they took, is neither wanted nor wrong, and that of anybody else is wrong', () => {
  const anomaly = { bits: 12, threshold: 8, day: '2026-03-02', rates: 3, parts: [], activeDays: 0, ordinary: '' };
  const unusual = (userName: string, additionalInfo: JsonObject = { anomaly }) => ({
    ...SSH_BRUTE_FORCE,
    type: 'Persistence:IAMUser/AnomalousBehavior' as const,
    resource: resource(userName),
    service: { ...SSH_BRUTE_FORCE.service, additionalInfo },
  });
  const attack = { ...SSH_BRUTE_FORCE, resource: resource('mallory') };
  const wanted = { ...expected, resource: 'mallory' };
  expect(differences([attack, unusual('mallory')], [wanted])).toEqual([]);
  expect(differences([attack, unusual('alice')], [wanted])).toEqual([
    'Found without an attack: Persistence:IAMUser/AnomalousBehavior of alice (target) in 111122223333, eu-west-1.',
  ]);
  expect(differences([attack, unusual('mallory', {})], [wanted])).toHaveLength(1);
  expect(differences([unusual('mallory')], [wanted])).toHaveLength(2);
  const as = (role: string) => ({
    ...attack,
    description: `User mallory did it (as arn:aws:sts::111122223333:assumed-role/${role}/s).`,
  });
  expect(differences([as('Operations'), unusual('Operations')], [wanted])).toEqual([]);
  expect(differences([as('Deployer'), unusual('Operations')], [wanted])).toHaveLength(1);
});

test('what is missing and what is too much are told apart', () => {
  expect(differences([SSH_BRUTE_FORCE], [{ ...expected, role: 'ACTOR' }])).toEqual([
    'Not found: UnauthorizedAccess:EC2/SSHBruteForce of i-0abcd1234ef567890 (actor) in 111122223333, eu-west-1.',
    'Found without an attack: UnauthorizedAccess:EC2/SSHBruteForce of i-0abcd1234ef567890 (target) in 111122223333, eu-west-1.',
  ]);
});
