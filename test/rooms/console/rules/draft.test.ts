import { expect, test } from 'vitest';
import { criteriaOf, draftOf, newRuleHref } from '../../../../console/rules/draft.ts';

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
});
