import { expect, test } from 'vitest';
import { inventoryCoverage, type Unread } from '#services/organization/inventory-coverage.ts';

const ACCOUNT = '111122223333';

function unread(
  what: string,
  region: string | undefined,
  reason: Unread['refusal']['reason'] = 'role-missing-or-denied',
) {
  return { what, region, refusal: { reason, detail: `Could not list the ${what}: ${reason}.` } };
}

test('an account that tells all is covered', () => {
  expect(inventoryCoverage(ACCOUNT, [])).toMatchObject([
    { about: 'inventory', accountId: ACCOUNT, region: undefined, state: 'covered', reason: 'reading' },
  ]);
});

test('each Region that does not tell all is one gap, which names the kinds and what to do', () => {
  const facts = inventoryCoverage(ACCOUNT, [
    unread('instances', 'us-east-1', 'error'),
    unread('functions', 'us-east-1'),
    unread('databases', 'eu-west-1', 'too-many'),
  ]);
  expect(facts.map(({ region, state, reason }) => [region, state, reason])).toEqual([
    [undefined, 'covered', 'reading'],
    ['us-east-1', 'gap', 'role-missing-or-denied'],
    ['eu-west-1', 'gap', 'too-many'],
  ]);
  expect(facts[1]?.detail).toMatch(
    /describe functions, instances completely\. Could not list the functions: .*member-role\.yaml/,
  );
  expect(facts[2]?.detail).not.toMatch(/member-role/);
});

test('what one Region tells of all is of the account', () => {
  expect(inventoryCoverage(ACCOUNT, [unread('buckets', undefined)])).toMatchObject([
    { region: undefined, state: 'gap' },
  ]);
});

test('an account that tells nothing is one gap, in the words of the refusal', () => {
  expect(inventoryCoverage(ACCOUNT, { reason: 'error', detail: 'It hangs.' })).toMatchObject([
    { region: undefined, state: 'gap', reason: 'error', detail: 'It hangs.' },
  ]);
});
