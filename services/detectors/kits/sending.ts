import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** Services that send, each with the calls that ask how much an account may send, and in whose name. */
const LIMITS: Readonly<Record<string, readonly string[]>> = {
  'ses.amazonaws.com': [
    'GetSendQuota',
    'GetAccount',
    'GetAccountSendingEnabled',
    'GetSendStatistics',
    'ListIdentities',
    'ListEmailIdentities',
    'GetIdentityVerificationAttributes',
  ],
  'sns.amazonaws.com': [
    'GetSMSAttributes',
    'GetSMSSandboxAccountStatus',
    'ListOriginationNumbers',
    'ListSMSSandboxPhoneNumbers',
  ],
  'sms-voice.amazonaws.com': ['DescribeAccountAttributes', 'DescribeAccountLimits', 'DescribeSpendLimits'],
};

export const LIMIT_CALLS: readonly string[] = Object.values(LIMITS).flat();
export const SENDERS: readonly string[] = Object.keys(LIMITS);

export function asksLimits({ eventSource, eventName }: Pick<CloudTrailRecord, 'eventSource' | 'eventName'>): boolean {
  return LIMITS[eventSource]?.includes(eventName) ?? false;
}
