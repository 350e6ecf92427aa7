import { describe, expect, test } from 'vitest';
import { mistakeInRule } from '#services/cases/rules/draft.ts';
import { isTrustedList } from '#services/cases/rules/trust.ts';
import { ruleField, ruleFieldNames, type RuleSubject } from '#services/cases/rules/field.ts';
import { useRule } from '#services/cases/rules/rule.ts';
import type { Criterion, RuleDraft } from '#services/model/rule.ts';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from '../../../formats/findings.ts';

const CONTAINERS = 'resource.kubernetesDetails.kubernetesWorkloadDetails.containers';
const NOW = new Date('2026-11-23T00:00:00Z');
const { service, resource } = SSH_BRUTE_FORCE;
const TAGGED: RuleSubject = {
  finding: {
    ...SSH_BRUTE_FORCE,
    resource: {
      ...resource,
      instanceDetails: { ...resource.instanceDetails, tags: [{ key: 'team', value: 'web' }] },
    },
  },
  organizationalUnits: ['ou-ab12-cd34ef56', 'ou-ab12-00000000'],
};

function draft(...criteria: readonly Criterion[]): RuleDraft {
  return {
    name: 'r',
    effect: { kind: 'suppress' },
    criteria,
    owner: 'alice',
    because: 'ours',
    expiresAt: null,
    endlessBecause: 'ours for ever',
  };
}

function matches(criterion: Criterion, subject = TAGGED): boolean {
  return inUse(criterion).matches(subject);
}

function remotes(size: number, ...values: readonly string[]): RuleSubject {
  const evidence = { ...service.evidence, remotes: { size, values } };
  return { ...TAGGED, finding: { ...SSH_BRUTE_FORCE, service: { ...service, evidence } } };
}

describe('a criterion', () => {
  test.each([
    ['type', 'equals', ['Recon:EC2/Portscan', 'UnauthorizedAccess:EC2/SSHBruteForce'], true],
    ['type', 'equals', ['Recon:EC2/Portscan'], false],
    ['type', 'notEquals', ['Recon:EC2/Portscan'], true],
    ['type', 'notEquals', ['UnauthorizedAccess:EC2/SSHBruteForce'], false],
    ['type', 'matches', ['UnauthorizedAccess:*'], true],
    ['type', 'matches', ['Unauthorized?ccess:EC2/SSH*'], true],
    ['type', 'matches', ['Recon:*'], false],
    ['type', 'notMatches', ['Recon:*'], true],
    ['type', 'notMatches', ['*SSH*'], false],
    ['severity', 'equals', ['2'], true],
    ['severity', 'equals', ['2.5'], false],
    ['severity', 'greaterThan', ['2'], false],
    ['severity', 'greaterThanOrEqual', ['2'], true],
    ['severity', 'lessThan', ['2'], false],
    ['severity', 'lessThan', ['2.1'], true],
    ['severity', 'lessThanOrEqual', ['2'], true],
    ['service.count', 'greaterThan', ['213'], true],
    ['lastSeen', 'lessThan', ['2026-11-23T00:00:00Z'], true],
    ['lastSeen', 'greaterThan', ['2026-11-23T00:00:00Z'], false],
    ['resource.instanceDetails.networkInterfaces.subnetId', 'equals', ['subnet-0a1b2c3d4e5f60718'], true],
    ['resource.instanceDetails.networkInterfaces.ipv6Addresses', 'within', ['2001:db8::/64'], true],
    ['resource.resourceType', 'equals', ['Instance'], true],
    ['service.action.actionType', 'equals', ['NETWORK_CONNECTION'], true],
    ['service.action.networkConnectionAction.blocked', 'equals', ['false'], true],
    ['service.action.networkConnectionAction.localPortDetails.port', 'lessThan', ['23'], true],
    ['service.action.networkConnectionAction.remoteIpDetails.ipAddressV4', 'within', ['203.0.113.0/28'], true],
    ['service.action.networkConnectionAction.remoteIpDetails.country.countryCode', 'equals', ['NL', 'BE'], true],
    ['remoteAddress', 'within', ['203.0.113.9'], true],
    ['remoteAddress', 'within', ['198.51.100.0/24', '203.0.113.8-10'], true],
    ['remoteAddress', 'within', ['198.51.100.0/24'], false],
    ['remoteAddress', 'equals', ['203.0.113.9'], true],
    ['tag:team', 'equals', ['web'], true],
    ['tag:team', 'equals', ['data'], false],
    ['organizationalUnit', 'equals', ['ou-ab12-00000000'], true],
    ['organizationalUnit', 'notEquals', ['ou-ab12-00000000'], false],
  ] as const)('%s %s %j: %s', (field, operator, values, expected) => {
    expect(matches({ field, operator, values })).toBe(expected);
  });

  test.each<readonly [field: string, value: string, given: Partial<RuleSubject['finding']['resource']>]>([
    ['id', SSH_BRUTE_FORCE.id, {}],
    ['resource.rdsDbUserDetails.user', 'app', {}],
    [
      'resource.s3BucketDetails.publicAccess.effectivePermission',
      'PUBLIC',
      {
        s3BucketDetails: [{ name: 'open', publicAccess: { effectivePermission: 'PUBLIC' }, tags: [] }],
      },
    ],
    [`${CONTAINERS}.imagePrefix`, 'registry.example/team', workload('registry.example/team/app:1')],
    [`${CONTAINERS}.image`, 'busybox', workload('busybox')],
  ])('reads %s as GuardDuty has it: %s', (field, value, given) => {
    const login = { user: 'app', failedLoginAttempts: 1, successfulLoginAttempts: 0 };
    const action = { actionType: 'RDS_LOGIN_ATTEMPT', rdsLoginAttemptAction: { LoginAttributes: [login] } } as const;
    const finding = { ...SSH_BRUTE_FORCE, resource: { ...resource, ...given }, service: { ...service, action } };
    const told = (of: string, subject: RuleSubject = { ...TAGGED, finding }) =>
      matches({ field, operator: 'equals', values: [of] }, subject);
    expect([told(value), told('other'), told(value, TAGGED)]).toEqual([true, false, field === 'id']);
  });

  test('takes every field that is offered', () => {
    const mistaken = ruleFieldNames().filter((field) => ruleField(field) === undefined);
    expect(mistaken).toEqual([]);
    expect(ruleFieldNames()).toEqual(
      expect.arrayContaining(['type', 'resource.s3BucketDetails.name', `${CONTAINERS}.image`, 'remoteAddress']),
    );
  });

  test('holds never of what is not known, whichever way it asks', () => {
    for (const field of ['tag:owner', 'resource.s3BucketDetails.name', 'service.additionalInfo.threatListName'])
      for (const operator of ['equals', 'notEquals', 'matches', 'notMatches'] as const)
        expect(matches({ field, operator, values: ['x'] })).toBe(false);
  });

  test('about other ends holds when it holds for all of them, and all are known', () => {
    const within = { field: 'remoteAddress', operator: 'within', values: ['203.0.113.0/24'] } as const;
    const path = 'service.action.networkConnectionAction.remoteIpDetails.ipAddressV4';
    expect(matches(within, remotes(2, '203.0.113.9', '203.0.113.10'))).toBe(true);
    expect(matches(within, remotes(2, '203.0.113.9', '198.51.100.1'))).toBe(false);
    expect(matches({ ...within, field: path }, remotes(2, '203.0.113.9', '198.51.100.1'))).toBe(false);
    expect(matches(within, remotes(21, '203.0.113.9'))).toBe(false);
    expect(matches({ ...within, operator: 'notEquals', values: ['198.51.100.1'] }, remotes(2, '203.0.113.9'))).toBe(
      false,
    );
  });
});

function workload(image: string) {
  return { kubernetesDetails: { kubernetesWorkloadDetails: { containers: [{ image }] } } };
}

function inUse(...criteria: readonly Criterion[]) {
  return useRule({ ...draft(...criteria), id: 'r', createdAt: '', createdBy: '' });
}

test('all criteria must hold', () => {
  const account = { field: 'accountId', operator: 'equals', values: ['111122223333'] } as const;
  const region = { field: 'region', operator: 'equals', values: ['eu-west-1'] } as const;
  expect(inUse(account, region).matches(TAGGED)).toBe(true);
  expect(inUse(account, { ...region, values: ['us-east-1'] }).matches(TAGGED)).toBe(false);
});

test('a simulated attack is hidden by what says where, and not by what tells it from what happened there', () => {
  const type = { field: 'type', operator: 'equals', values: [SSH_BRUTE_FORCE.type] } as const;
  const elsewhere = { field: 'accountId', operator: 'equals', values: ['999988887777'] } as const;
  const sandbox = { field: 'tag:env', operator: 'equals', values: ['sandbox'] } as const;
  expect(inUse(type).silences(TAGGED)).toBe(true);
  expect(inUse(type, elsewhere, sandbox).silences(TAGGED)).toBe(true);
  expect(inUse(elsewhere).silences(TAGGED)).toBe(true);
  const scanner = { field: 'remoteAddress', operator: 'within', values: ['198.51.100.0/24'] } as const;
  expect(inUse(type, scanner).silences(TAGGED)).toBe(false);
  expect(inUse(type, { field: 'resourceId', operator: 'equals', values: ['i-scanner'] }).silences(TAGGED)).toBe(false);
  expect(inUse({ ...type, values: [BUCKET_MADE_PUBLIC.type] }).silences(TAGGED)).toBe(false);
});

test('a rule that has no mistake is kept', () => {
  const recon = draft({ field: 'type', operator: 'matches', values: ['Recon:*'] });
  expect(mistakeInRule(recon, NOW)).toBeUndefined();
  expect(mistakeInRule({ ...recon, expiresAt: '2026-11-24T00:00:00Z', endlessBecause: null }, NOW)).toBeUndefined();
  for (const severity of [1, 10])
    expect(mistakeInRule({ ...recon, effect: { kind: 'rate', severity } }, NOW)).toBeUndefined();
});

const RANGES = Array.from({ length: 1001 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);

test('a rule with a thousand ranges is kept, and is a trusted list where it hides', () => {
  const trusted = draft({ field: 'remoteAddress', operator: 'within', values: RANGES.slice(1) });
  expect(mistakeInRule(trusted, NOW)).toBeUndefined();
  expect(isTrustedList(trusted)).toBe(true);
  expect(isTrustedList({ ...trusted, effect: { kind: 'rate', severity: 1 } })).toBe(false);
  expect(isTrustedList(draft({ field: 'remoteAddress', operator: 'equals', values: ['10.0.0.1'] }))).toBe(false);
  expect(isTrustedList(draft({ field: 'type', operator: 'equals', values: ['x'] }))).toBe(false);
});

const TYPE: Criterion = { field: 'type', operator: 'equals', values: ['x'] };
test.each([
  ['needs a criterion', draft()],
  ['There is no field "typ"', draft({ ...TYPE, field: 'typ' })],
  [
    'There is no field "resource.instanceDetails.instanceID"',
    draft({ ...TYPE, field: 'resource.instanceDetails.instanceID' }),
  ],
  ['There is no field "resource.instanceDetails"', draft({ ...TYPE, field: 'resource.instanceDetails' })],
  ['There is no field "status"', draft({ ...TYPE, field: 'status' })],
  ['There is no field "contextSeverity"', draft({ ...TYPE, field: 'contextSeverity' })],
  ['There is no field "constructor"', draft({ ...TYPE, field: 'constructor' })],
  ['give a value to compare it with', draft({ ...TYPE, values: [] })],
  ['give a value to compare it with', draft({ ...TYPE, values: [''] })],
  ['matches everything', draft({ ...TYPE, operator: 'matches', values: ['*'] })],
  ['is not a finding type', draft(TYPE)],
  ['is not an account ID', draft({ field: 'accountId', operator: 'notEquals', values: ['12'] })],
  ['is not a number', draft({ field: 'severity', operator: 'lessThan', values: ['High'] })],
  ['is not a time', draft({ field: 'lastSeen', operator: 'lessThan', values: ['soon'] })],
  ['one number or time', draft({ field: 'severity', operator: 'lessThan', values: ['1', '2'] })],
  ['one number or time', draft({ ...TYPE, operator: 'greaterThan' })],
  ['is not a text', draft({ field: 'severity', operator: 'matches', values: ['2*'] })],
  ['is not an address or a range', draft({ field: 'remoteAddress', operator: 'within', values: ['203.0.113.0/33'] })],
  ['Set when the rule expires', { ...draft(TYPE), endlessBecause: null }],
  ['leave out the reason', { ...draft(TYPE), expiresAt: '2027-01-01T00:00:00Z' }],
  ['expire before it takes effect', { ...draft(TYPE), expiresAt: '2026-11-22T00:00:00Z', endlessBecause: null }],
  ['owner is empty', { ...draft(TYPE), owner: ' ' }],
  ['because is empty', { ...draft(TYPE), because: '' }],
  ['NUL', { ...draft(TYPE), name: 'a\0' }],
  ['no NUL', draft({ ...TYPE, values: ['x', 'a\0'] })],
  ['no NUL', draft({ ...TYPE, values: ['\ud800'] })],
  ['at most 300 characters', draft({ ...TYPE, values: ['x'.repeat(301)] })],
  ['There is no field "service.nonsense"', draft({ ...TYPE, field: 'service.nonsense' })],
  ['There is no field "resource.nonsense.id"', draft({ ...TYPE, field: 'resource.nonsense.id' })],
  ['There is no field', draft({ ...TYPE, field: 'service.action.networkConnectionAction.blocked.deeper' })],
  ['There is no field', draft({ ...TYPE, field: 'service.action.networkConnectionAction.remoteIpDetails' })],
  ['from 1 to 10', { ...draft(TYPE), effect: { kind: 'rate' as const, severity: 11 } }],
  ['at most 200 values', draft({ ...TYPE, values: Array.from({ length: 201 }, String) })],
  ['at most 1000 values', draft({ field: 'remoteAddress', operator: 'within', values: RANGES })],
  ['at most 20 criteria', draft(...Array.from({ length: 21 }, () => TYPE))],
])('%s', (said, rule) => {
  expect(mistakeInRule(rule, NOW)).toContain(said);
});
