import { expect, test } from 'vitest';
import { textOf } from '#services/cli/line.ts';
import { dollars, planLines } from '#services/cli/org/plan-lines.ts';
import type { EnrolledMember, EnrolmentTask, Obstacle } from '#services/model/enrolment.ts';

const PRICE = { low: 0.5, likely: 12.4, high: 1240, because: '$0.25 a GB, volume assumed' };
const task = (accountId: string, price = PRICE): EnrolmentTask => ({
  id: `${accountId}/eu-west-1/vpc-flow`,
  accountId,
  region: 'eu-west-1',
  feature: 'vpc-flow',
  resources: ['vpc-1'],
  does: 'Switch on flow logs of 1 VPC.',
  price,
});
const member = (accountId: string, state: EnrolledMember['state']): EnrolledMember => ({
  accountId,
  name: accountId,
  state,
  because: '',
});
const obstacle: Obstacle = {
  accountId: '444455556666',
  region: 'eu-west-1',
  feature: 'eks-audit',
  detail: 'The role is missing.',
  by: 'the owner of the account',
  call: 'aws iam create-role',
};

const told = (
  tasks: readonly EnrolmentTask[],
  obstacles: readonly Obstacle[] = [],
  members: readonly EnrolledMember[] = [],
  columns?: number,
) =>
  Array.from(planLines({ members, tasks, obstacles }, tasks, columns), (line) =>
    textOf(line, false).replaceAll(/ {2,}/g, ' | '),
  );

test('a plan tells each task with its price, the sum, what prices rest on, each once, and how many accounts are how', () => {
  const members = [member('1', 'Enabled'), member('2', 'Created'), member('3', 'Enabled')];
  const twice = [task('111122223333'), task('444455556666')];
  expect(told(twice, [], members)).toEqual([
    'account | region | feature | $ a month | task',
    '111122223333 | eu-west-1 | vpc-flow | 12.40 (0.50–1,240) | Switch on flow logs of 1 VPC.',
    '444455556666 | eu-west-1 | vpc-flow | 12.40 (0.50–1,240) | Switch on flow logs of 1 VPC.',
    '',
    '2 tasks, about $24.80 (1.00–2,480) a month.',
    'vpc-flow: $0.25 a GB, volume assumed',
    '',
    'Accounts: 2 Enabled, 1 Created.',
  ]);
});

test('what stands in the way is told with who can remove it, and by which call if one does', () => {
  const everywhere = { ...obstacle, accountId: undefined, region: undefined, feature: undefined, call: undefined };
  expect(told([], [obstacle, everywhere], [member('1', 'Invited')])).toEqual([
    '',
    '444455556666 eu-west-1 eks-audit: The role is missing.',
    ' | by the owner of the account: aws iam create-role',
    'everywhere: The role is missing.',
    ' | by the owner of the account',
    '',
    'Accounts: 1 Invited.',
  ]);
});

test('where nothing is left to do only the accounts are told', () => {
  expect(told([], [], [member('1', 'Enabled')])).toEqual(['', 'Accounts: 1 Enabled.']);
});

test('a screen that is narrow gets a task that is cut', () => {
  const [, row = ''] = Array.from(planLines({ members: [], tasks: [], obstacles: [] }, [task('111122223333')], 72));
  expect(textOf(row, false)).toMatch(/^111122223333 .*Switch.*…$/);
});

test('ranges are told in cents below ten dollars, and in whole dollars from there on', () => {
  expect(dollars({ low: 0, likely: 0.004, high: 9.99 })).toBe('0.00 (0.00–9.99)');
  expect(dollars({ low: 10, likely: 1234.5, high: 12_345.6 })).toBe('1234.50 (10–12,346)');
});
