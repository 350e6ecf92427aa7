import { expect, test } from 'vitest';
import { criteriaOf, draftOf, draftOfRule, NEW, newRuleHref } from '../../../../console/rules/draft.ts';

test('a finding fills in a rule about what is like it', () => {
  const finding = { type: 'Recon:EC2/Portscan', accountId: '111122223333', resource: { id: 'i-1&type=x' } };
  const { searchParams } = new URL(newRuleHref(finding), 'http://console.example');
  expect(criteriaOf(searchParams)).toEqual([
    { field: 'type', operator: 'EQUALS', values: 'Recon:EC2/Portscan' },
    { field: 'accountId', operator: 'EQUALS', values: '111122223333' },
    { field: 'resourceId', operator: 'EQUALS', values: 'i-1&type=x' },
  ]);
});

test('what is typed becomes a rule, a value a line, with its end', () => {
  const draft = {
    ...NEW,
    name: ' Scanner ',
    effect: 'RATE',
    severity: '2',
    criteria: [{ field: ' type ', operator: 'EQUALS', values: 'a\n\n b ' }],
    owner: 'alice',
    because: 'ours',
    days: '1',
  } as const;
  expect(draftOf(draft, Date.UTC(2026, 10, 22))).toEqual({
    name: 'Scanner',
    effect: 'RATE',
    severity: 2,
    criteria: [{ field: 'type', operator: 'EQUALS', values: ['a', 'b'] }],
    owner: 'alice',
    because: 'ours',
    expiresAt: '2026-11-23T00:00:00.000Z',
  });
  expect(draftOf({ ...draft, effect: 'SUPPRESS', days: 'many' }, 0)).not.toHaveProperty('expiresAt');
  const endless = draftOf({ ...draft, ends: 'NEVER', endlessBecause: ' ours ' }, 0);
  expect(endless).toMatchObject({ endlessBecause: 'ours' });
  expect(endless).not.toHaveProperty('expiresAt');
});

test('a rule that is opened to be changed is the same rule until something is changed', () => {
  const rule = {
    name: 'Scanner',
    effect: 'RATE',
    severity: 8,
    criteria: [{ field: 'type', operator: 'EQUALS', values: ['a', 'b'] }],
    owner: 'alice',
    because: 'ours',
    expiresAt: '2026-11-23T00:00:00.000Z',
  } as const;
  const kept = { id: 'r', createdBy: 'local', createdAt: '2026-11-22T00:00:00.000Z', endlessBecause: null };
  const draft = draftOfRule({
    inForce: true,
    findings: 0,
    rule: { ...rule, ...kept, criteria: [...rule.criteria].map((each) => ({ ...each, values: [...each.values] })) },
  });
  expect(draftOf(draft, 0)).toEqual(rule);
});
