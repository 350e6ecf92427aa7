import { expect, test } from 'vitest';
import { asksLimits, LIMIT_CALLS, SENDERS } from '#services/detectors/kits/sending.ts';

test.each([
  ['ses', 'GetSendQuota'],
  ['ses', 'GetAccount'],
  ['ses', 'GetAccountSendingEnabled'],
  ['ses', 'GetSendStatistics'],
  ['ses', 'ListIdentities'],
  ['ses', 'ListEmailIdentities'],
  ['ses', 'GetIdentityVerificationAttributes'],
  ['sns', 'GetSMSAttributes'],
  ['sns', 'GetSMSSandboxAccountStatus'],
  ['sns', 'ListOriginationNumbers'],
  ['sns', 'ListSMSSandboxPhoneNumbers'],
  ['sms-voice', 'DescribeAccountAttributes'],
  ['sms-voice', 'DescribeAccountLimits'],
  ['sms-voice', 'DescribeSpendLimits'],
])('%s: %s asks how much may be sent', (service, eventName) => {
  const eventSource = `${service}.amazonaws.com`;
  expect(asksLimits({ eventSource, eventName })).toBe(true);
  expect(LIMIT_CALLS).toContain(eventName);
  expect(SENDERS).toContain(eventSource);
});

test.each([
  ['ses', 'SendEmail'],
  ['sns', 'GetAccount'],
  ['ec2', 'DescribeAccountAttributes'],
])('%s: %s does not', (service, eventName) => {
  expect(asksLimits({ eventSource: `${service}.amazonaws.com`, eventName })).toBe(false);
});
