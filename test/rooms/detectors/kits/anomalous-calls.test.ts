import { expect, test } from 'vitest';
import type { Tactic } from '#services/behaviour/apis/rates.ts';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import { calls, defineAnomalousCalls } from '#services/detectors/kits/anomalous-calls.ts';
import { aboutAccessKey } from '#services/detectors/kits/access-key.ts';
import type { Purpose } from '#services/model/known.ts';
import { recordOf } from './callers.ts';

const LOOK = { intel: exampleIntel({ records: [] }), organization: exampleOrganization(), settings: {} };

function detector(tactic: Tactic) {
  return defineAnomalousCalls({
    type: 'Discovery:IAMUser/AnomalousBehavior',
    title: '',
    why: '',
    asks: '',
    attack: [],
    tactic,
    severity: 'Medium',
    ask: '',
    blindTo: [],
    falsePositives: [],
    examples: { fires: { story: () => calls(['iam:CreateUser']) }, quiet: {} },
  });
}

/** A day with this score, of somebody who was active on this many days. */
function dayOf(bits: number, activeDays = 0) {
  const parts = ['iam:CreateUser was never called', 'the address is new'].map((words) => ({ part: 'x', bits, words }));
  const anomaly = { bits, threshold: 10, day: '2026-03-02', rates: 1, activeDays, parts, ordinary: 'Else ordinary.' };
  return {
    subject: aboutAccessKey(recordOf({})),
    accountId: '111122223333',
    region: 'us-east-1',
    count: 1,
    firstSeen: 0,
    lastSeen: 0,
    remotes: { size: 0, values: [], exact: true },
    tallies: { judgement: { anomaly }, calls: ['CreateUser'], addresses: ['192.0.2.7'] },
  };
}

test.each<readonly [Tactic, Purpose, string, boolean]>([
  ['Discovery', 'scanner', 'ListUsers', false],
  ['Discovery', 'pipeline', 'ListUsers', true],
  ['CredentialAccess', 'scanner', 'GetSecretValue', false],
  ['CredentialAccess', 'key-rotation', 'GetSecretValue', false],
  ['CredentialAccess', 'key-rotation', 'GetPasswordData', true],
  ['InitialAccess', 'pipeline', 'GetFederationToken', true],
  ['Execution', 'pipeline', 'RunInstances', false],
  ['Persistence', 'key-rotation', 'CreateAccessKey', false],
  ['Persistence', 'key-rotation', 'CreateUser', true],
  ['Persistence', 'help-desk', 'CreateUser', false],
  ['Persistence', 'pipeline', 'CreateUser', false],
  ['PrivilegeEscalation', 'pipeline', 'AttachRolePolicy', false],
  ['PrivilegeEscalation', 'help-desk', 'AttachRolePolicy', true],
  ['DefenseEvasion', 'security', 'StopLogging', false],
  ['Exfiltration', 'backup', 'ModifySnapshotAttribute', false],
  ['Exfiltration', 'forensics', 'ModifySnapshotAttribute', false],
  ['Impact', 'backup', 'DeleteSnapshot', false],
  ['Impact', 'pipeline', 'DeleteSnapshot', false],
  ['Impact', 'security', 'DeleteSnapshot', true],
])('%s by whom the owner has for %s: %s counts is %s', (tactic, purpose, eventName, counts) => {
  const organization = { ...exampleOrganization(), serves: (asked: Purpose) => asked === purpose };
  expect(detector(tactic).and?.(recordOf({ eventName }), { ...LOOK, organization })).toBe(counts);
});

function told(activeDays: number): string {
  return detector('Impact').explain(dayOf(13.25, activeDays), LOOK);
}

test('what is told is the score, from when on it counts, what is known, and each part', () => {
  expect(told(0)).toBe(
    'User alice made calls (CreateUser) from 192.0.2.7 on 2026-03-02 that are out of the ordinary (score 13.3 bits, threshold 10.0, nothing is known about the identity yet). iam:CreateUser was never called; the address is new. Else ordinary.',
  );
  expect(told(1)).toContain('1 active day known');
  expect(told(9)).toContain('9 active days known');
});

test('its type for Security Hub names the tactic in words', () => {
  expect(detector('DefenseEvasion').asff).toBe('TTPs/Defense Evasion/IAMUser-AnomalousBehavior');
});
