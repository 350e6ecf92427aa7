import { expect, test } from 'vitest';
import { managementEventIn } from '#services/organization/management-event.ts';

const ACCOUNT = '111122223333';
const DETAIL = {
  eventID: '1',
  eventTime: '2026-03-03T00:00:00Z',
  recipientAccountId: ACCOUNT,
  eventName: 'CreateUser',
};
const EVENT = { source: 'aws.iam', 'detail-type': 'AWS API Call via CloudTrail', account: ACCOUNT, detail: DETAIL };

test('an event of an account is its record, whole', () => {
  expect(managementEventIn(JSON.stringify(EVENT))).toEqual({ accountId: ACCOUNT, record: DETAIL });
  const { recipientAccountId: _, ...unaddressed } = DETAIL;
  expect(managementEventIn(JSON.stringify({ ...EVENT, detail: unaddressed }))?.accountId).toBe(ACCOUNT);
});

test.each([
  ['is not of AWS', { source: 'example.aws.iam' }],
  ['is not from CloudTrail', { 'detail-type': 'AWS API Call via CloudTrail, they say' }],
  ['has no account', { account: `${ACCOUNT}4` }],
  ['has an account of too many digits before it', { account: `4${ACCOUNT}` }],
  ['claims another account', { detail: { ...DETAIL, recipientAccountId: '444455556666' } }],
  ['has no id', { detail: { ...DETAIL, eventID: '' } }],
  ['has no time', { detail: { ...DETAIL, eventTime: '' } }],
])('a message that %s is none', (_, changes) => {
  expect(managementEventIn(JSON.stringify({ ...EVENT, ...changes }))).toBeUndefined();
});

test('a message that is no JSON is none', () => {
  expect(managementEventIn('hello')).toBeUndefined();
});
