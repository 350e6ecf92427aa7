import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** Services that send messages, each with the calls that ask how much an account may send, and in whose name. */
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

/**
 * Facts that a sender needs first, with the calls of SES that tell them. One call of the newer version of the API tells
 * two.
 */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  much: ['GetSendQuota', 'GetAccount'],
  whether: ['GetAccountSendingEnabled', 'GetAccount'],
  who: ['ListIdentities', 'ListEmailIdentities'],
};

/** The number of these facts. */
export const ASKED = Object.keys(NEEDED).length;

/** The facts that a call tells, separated by blanks; undefined for none. */
export function askedFor({ eventName }: Pick<CloudTrailRecord, 'eventName'>): string | undefined {
  const told = Object.keys(NEEDED).filter((name) => NEEDED[name]?.includes(eventName));
  return told.length === 0 ? undefined : told.join(' ');
}
