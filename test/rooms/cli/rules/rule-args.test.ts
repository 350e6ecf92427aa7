import assert from 'node:assert/strict';
import { expect, test } from 'vitest';
import { draftOf } from '#services/cli/rules/rule-args.ts';
import { UsageError } from '#services/cli/usage-error.ts';

const NOW = new Date('2026-03-03T00:00:00Z');
const ARGS = { name: 'Backups', owner: 'alice', because: 'They read everything.', expires: '2026-12-31' };
const TYPE = 'type=Recon:EC2/Portscan';

test('flags say what a rule is: out of sight, until a day', () => {
  expect(draftOf(ARGS, [TYPE], NOW)).toEqual({
    name: 'Backups',
    owner: 'alice',
    because: 'They read everything.',
    effect: { kind: 'suppress' },
    criteria: [{ field: 'type', operator: 'equals', values: ['Recon:EC2/Portscan'] }],
    expiresAt: '2026-12-31T00:00:00.000Z',
    endlessBecause: null,
  });
});

test('it may be endless, with a reason', () => {
  const { expires: _, ...rest } = ARGS;
  expect(draftOf({ ...rest, endless: 'It is so by design.' }, [TYPE], NOW)).toMatchObject({
    expiresAt: null,
    endlessBecause: 'It is so by design.',
  });
});

test.each([
  ['region=eu-*', 'region', 'equals', 'eu-*'],
  ['type!=Recon:EC2/Portscan', 'type', 'notEquals', 'Recon:EC2/Portscan'],
  ['type~Recon:*', 'type', 'matches', 'Recon:*'],
  ['type!~Recon:*', 'type', 'notMatches', 'Recon:*'],
  ['severity>=4', 'severity', 'greaterThanOrEqual', '4'],
  ['severity<=4', 'severity', 'lessThanOrEqual', '4'],
  ['severity>4', 'severity', 'greaterThan', '4'],
  ['severity<4', 'severity', 'lessThan', '4'],
])('%s is a criterion of its sign', (text, field, operator, value) => {
  expect(draftOf(ARGS, [text], NOW).criteria).toEqual([{ field, operator, values: [value] }]);
});

test('a sign with spaces around it is none', () => {
  expect(() => draftOf(ARGS, ['type != a'], NOW)).toThrow(UsageError);
});

test('the same field with the same sign is one criterion of several values, with another sign another', () => {
  expect(draftOf(ARGS, ['type=Recon:EC2/Portscan', 'severity>=4', 'type= Recon:EC2/PortProbe '], NOW).criteria).toEqual(
    [
      { field: 'type', operator: 'equals', values: ['Recon:EC2/Portscan', 'Recon:EC2/PortProbe'] },
      { field: 'severity', operator: 'greaterThanOrEqual', values: ['4'] },
    ],
  );
});

test.each([
  ['High', 8],
  ['low', 2],
  ['3.5', 3.5],
])('a rate of %s is a number', (rate, severity) => {
  const { effect } = draftOf({ ...ARGS, rate }, [TYPE], NOW);
  assert(effect.kind === 'rate');
  expect(Math.floor(effect.severity)).toBe(Math.floor(severity));
});

test.each([
  [{ ...ARGS, rate: 'Awful' }, [TYPE], '"Awful" is not a severity: use Low, Medium, High, Critical'],
  [{ ...ARGS, rate: ' ' }, [TYPE], 'is not a severity'],
  [{ ...ARGS, expires: 'soon' }, [TYPE], '--expires must be a day or a time in UTC'],
  [{ ...ARGS, expires: '31.12.2026' }, [TYPE], 'must be a day'],
  [{ ...ARGS, expires: '2999-02-30' }, [TYPE], 'must be a day'],
  [ARGS, ['type'], '--when="type" is not a criterion: write FIELD=VALUE.'],
  [ARGS, [], /criteri/],
])('%j %j is a mistake that is told', (args, when, told) => {
  expect(() => draftOf(args, when, NOW)).toThrow(UsageError);
  expect(() => draftOf(args, when, NOW)).toThrow(told);
});
