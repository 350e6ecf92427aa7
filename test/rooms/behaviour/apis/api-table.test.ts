import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseApiName } from '#services/behaviour/apis/api-name.ts';
import { apiRow, isOverridden, OVERRIDDEN_CALLS } from '#services/behaviour/apis/api-table.ts';
import { RATES_VERSION } from '#services/behaviour/apis/rates.ts';

test.each([
  ['iam', 'CreateAccessKey', 'Persistence', 4, 's'],
  ['iam', 'ListUsers', 'Discovery', 5, 'w'],
  ['cloudtrail', 'StopLogging', 'DefenseEvasion', 4, 'n'],
  ['guardduty', 'DeleteDetector', 'DefenseEvasion', 3, 'h'],
  ['secretsmanager', 'GetSecretValue', 'CredentialAccess', 4, 'm'],
  ['lightsail', 'GetInstanceAccessDetails', 'Discovery', 1, 's'],
  ['ec2', 'DeleteFlowLogs', 'DefenseEvasion', 3, 'n'],
  ['guardduty', 'CreateIPSet', 'DefenseEvasion', 3, 'h'],
  ['iam', 'SetDefaultPolicyVersion', 'PrivilegeEscalation', 4, 'h'],
  ['rds', 'ModifyDBSnapshotAttribute', 'Exfiltration', 2, 'r'],
  ['dynamodb', 'DeleteTable', 'Impact', 2, 's'],
  ['codebuild', 'BatchDeleteBuilds', 'Impact', 1, 's'],
  ['ec2', 'RunInstances', 'Impact', 5, 's'],
  ['braket', 'CreateQuantumTask', undefined, 0, 's'],
] as const)('%s:%s is of %s', (service, name, tactic, attack, ordinary) => {
  expect(apiRow(service, name)).toMatchObject({ tactic, attack, ordinary });
});

test('what the parameters say may have rates of its own, and has else those of the call', () => {
  expect(apiRow('ec2', 'RunInstances', 'many')).toMatchObject({ attack: 5, ordinary: 'h' });
  expect(apiRow('ec2', 'RunInstances', 'world')).toEqual(apiRow('ec2', 'RunInstances'));
  expect(isOverridden('ec2', 'RunInstances', 'large')).toBe(true);
  expect(isOverridden('ec2', 'RunInstances', 'world')).toBe(false);
});

test('every name that anybody can write has a row, and the same one each time', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (service, name) => {
      expect(apiRow(service, name)).toEqual(apiRow(service, name));
    }),
    { numRuns: 200 },
  );
});

test('an override names each call once, in a name that can be asked for', () => {
  expect(OVERRIDDEN_CALLS.filter((name) => parseApiName(name) === undefined)).toEqual([]);
  expect(new Set(OVERRIDDEN_CALLS).size).toBe(OVERRIDDEN_CALLS.length);
});

test('what reviewers were shown is what holds: else raise the version, and run scripts/build-api-table.ts', () => {
  const [head = '', ...lines] = readFileSync(new URL('../../../../docs/api-table.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  expect(head).toMatch(new RegExp(`^version ${RATES_VERSION}, of \\d{5} operations$`));
  const wrong = lines.flatMap((line) => {
    const [shown = '', names = ''] = line.split(/(?<=:) (.*)/);
    return names.split(' ').filter((text) => {
      const name = parseApiName(text);
      if (name === undefined) return true;
      const { tactic, attack, ordinary, because } = apiRow(name.service, name.operation, name.flavour);
      return `${tactic} ${attack}${ordinary}, ${because}:` !== shown;
    });
  });
  expect(wrong).toEqual([]);
});
