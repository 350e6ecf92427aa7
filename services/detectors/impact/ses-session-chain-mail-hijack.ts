import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isTrue, succeeded } from '../kits/api-call.ts';
import { isByKey, knownCaller } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { statementsOf } from '#services/resources/kits/policy-document.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Questions that only a caller asks who does not know the account. */
const ASKING = ['GetSendQuota', 'GetAccount', 'GetAccountSendingEnabled', 'GetSendStatistics', 'ListIdentities'];
/** Calls that prepare the account for sending under another identity. */
const PREPARING = [
  'VerifyEmailIdentity',
  'VerifyDomainIdentity',
  'VerifyDomainDkim',
  'CreateEmailIdentity',
  'PutAccountDetails',
  'UpdateAccountSendingEnabled',
  'PutAccountSendingAttributes',
];

export default defineDetector({
  type: 'Impact:SES/SessionChain.MailHijack',
  own: true,
  title: 'A key looked up sending limits and then prepared sending',
  why: 'Attackers who send phishing mail from stolen accounts first look up how much the account may send, and then prepare it to send in their name.',
  asks: 'Did an access key of a user, or the credentials of a workload, look up SES limits and then create an identity, request production access, enable sending, or give a user permission to send?',
  attack: ['T1496.004', 'T1583.001', 'T1098'],

  from: cloudtrail(...ASKING, ...PREPARING, 'PutUserPolicy'),
  where: { eventSource: (source) => source === 'ses.amazonaws.com' || source === 'iam.amazonaws.com' },
  and: (record, look) =>
    (asks(record) || prepared(record) !== undefined) &&
    isByKey(record, look) &&
    !look.organization.serves('mail', knownCaller(record), record.time),
  about: aboutPrincipal,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    asked: t.distinct((record) => (asks(record) ? record.eventName : undefined)),
    firstAsked: t.earliest((record) => (asks(record) ? timeOf(record) : undefined)),
    prepared: t.distinct(prepared),
    lastPrepared: t.latest((record) => (prepared(record) === undefined ? undefined : timeOf(record))),
  }),
  having: ({ tallies: { firstAsked, lastPrepared } }) =>
    firstAsked !== undefined && lastPrepared !== undefined && firstAsked < lastPrepared,

  severity: 'High',
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} looked up how much the account may send (${enumerated(tallies.asked.values)}), and then ${enumerated(tallies.prepared.values)}.`,
  asff: 'Effects/Resource Consumption/Impact:SES-SessionChain.MailHijack',
  blindTo: [
    'Steps that are more than half a day apart, or made with different credentials.',
    'Roles and people.',
    'Accounts that may send already: nothing has to be prepared there.',
  ],
  falsePositives: ['A mail platform that runs with a key and manages identities: add its user to `known` as `mail`.'],
  respond: [
    'Deactivate the key, disable sending (PutAccountSendingAttributes), and delete the identities that were created.',
    'Look for other users, keys and policies that the key created, and for mail that was sent.',
    'Ask AWS Support to revoke production access that nobody wanted.',
  ],
  references: [
    {
      title: 'Logging Amazon SES API calls',
      url: 'https://docs.aws.amazon.com/ses/latest/dg/logging-using-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'a key looks up the quota and adds an address': () => ({
        records: [ask(), prepare('CreateEmailIdentity', { emailIdentity: 'billing@invoice.example' })],
      }),
      'credentials of an instance look up limits and request production access': () => ({
        records: [
          ask('GetAccount', { userIdentity: instanceSession(), errorCode: 'AccessDenied' }),
          prepare('PutAccountDetails', { productionAccessEnabled: true }, { userIdentity: instanceSession() }),
        ],
        also: ['Impact:SES/ResourceHijacking', 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'each call that looks up, and each that prepares': () => ({
        records: [
          ...['GetAccountSendingEnabled', 'GetSendStatistics', 'ListIdentities'].map((eventName) => ask(eventName)),
          prepare('VerifyEmailIdentity', { emailAddress: 'billing@invoice.example' }),
          prepare('VerifyDomainIdentity', { domain: 'invoice.example' }),
          prepare('VerifyDomainDkim', { domain: 'mail.invoice.example' }),
        ],
        also: ['ResourceDevelopment:SES/CompromiseAccounts'],
      }),
      'sending is enabled, by either call': () => ({
        records: [
          ask(),
          prepare('UpdateAccountSendingEnabled', { enabled: true }),
          prepare('PutAccountSendingAttributes', { sendingEnabled: true }),
        ],
        also: ['Impact:SES/ResourceHijacking'],
      }),
      'half a day apart, across midnight': () => ({
        records: [
          ask('GetSendQuota', { eventTime: '2026-03-02T19:00:00Z' }),
          prepare('PutAccountSendingAttributes', { sendingEnabled: true }, { eventTime: '2026-03-03T05:00:00Z' }),
        ],
        also: ['Impact:SES/ResourceHijacking'],
      }),
      'a user with permission to send is created': () => ({
        records: [
          ask(),
          prepare(
            'PutUserPolicy',
            { userName: 'smtp', policyName: 'send', policyDocument: MAY_SEND },
            { eventSource: 'iam.amazonaws.com' },
          ),
        ],
      }),
    },
    quiet: {
      'the address was added before': () => ({
        records: [
          ask('GetSendQuota', { eventTime: '2026-03-02T11:00:00Z' }),
          prepare('CreateEmailIdentity', { emailIdentity: 'billing@invoice.example' }),
        ],
      }),
      'a user gets other permissions, and a denial to send': () => ({
        records: [
          ask(),
          ...[
            { Effect: 'Allow', Action: ['ses:GetSendQuota', 'iam:ses:Send'], Resource: '*' },
            { Effect: 'Deny', Action: 'ses:SendEmail', Resource: '*' },
          ].map((statement) =>
            prepare(
              'PutUserPolicy',
              { userName: 'smtp', policyName: 'send', policyDocument: JSON.stringify({ Statement: [statement] }) },
              { eventSource: 'iam.amazonaws.com' },
            ),
          ),
        ],
      }),
      'another service with a call of that name': () => ({
        records: [
          ask('GetAccount', { eventSource: 'iam.amazonaws.com' }),
          prepare('CreateEmailIdentity', { emailIdentity: 'a@corp.example' }),
        ],
      }),
      'prepared and looked up at the same second': () => ({
        records: [
          ask('GetSendQuota', { eventTime: '2026-03-02T11:00:00Z' }),
          prepare('CreateEmailIdentity', { emailIdentity: 'a@corp.example' }, { eventTime: '2026-03-02T11:00:00Z' }),
        ],
      }),
      'only prepared': () => ({
        records: [prepare('CreateEmailIdentity', { emailIdentity: 'a@corp.example' })],
      }),
      'only looked up': () => ({ records: [ask(), ask('ListIdentities')] }),
      'preparing was refused': () => ({
        records: [
          ask(),
          prepare('VerifyEmailIdentity', { emailAddress: 'a@invoice.example' }, { errorCode: 'AccessDenied' }),
        ],
      }),
      'a safeguard looks up limits and disables sending': () => ({
        records: [ask(), prepare('UpdateAccountSendingEnabled', { enabled: false })],
      }),
      'a role does both': () => ({
        records: [
          ask('GetSendQuota', { userIdentity: roleSession('mail', 'MailPlatform') }),
          prepare(
            'CreateEmailIdentity',
            { emailIdentity: 'a@corp.example' },
            { userIdentity: roleSession('mail', 'MailPlatform') },
          ),
        ],
      }),
      'a mail platform that the owner knows': () => ({
        records: [ask(), prepare('CreateEmailIdentity', { emailIdentity: 'a@corp.example' })],
        known: [{ who: 'arn:aws:iam::*:user/mailer', purposes: ['mail'], because: 'Manages our identities.' }],
      }),
    },
  },
});

function asks({ eventSource, eventName }: CloudTrailRecord): boolean {
  return eventSource === 'ses.amazonaws.com' && ASKING.includes(eventName);
}

/** What the call prepared, as text that follows the caller's name. */
function prepared({ eventSource, eventName, errorCode, requestParameters = {} }: CloudTrailRecord): string | undefined {
  if (!succeeded(errorCode)) return undefined;
  if (eventSource === 'iam.amazonaws.com')
    return eventName === 'PutUserPolicy' && maySend(requestParameters['policyDocument'])
      ? `gave user ${String(requestParameters['userName'] ?? '(not named)')} permission to send`
      : undefined;
  const { domain, emailAddress, emailIdentity, productionAccessEnabled, enabled, sendingEnabled } = requestParameters;
  switch (eventName) {
    case 'PutAccountDetails':
      return isTrue(productionAccessEnabled) ? 'requested production access' : undefined;
    case 'UpdateAccountSendingEnabled':
    case 'PutAccountSendingAttributes':
      return isTrue(enabled) || isTrue(sendingEnabled) ? 'enabled sending' : undefined;
    default:
      return PREPARING.includes(eventName)
        ? `added ${String(domain ?? emailIdentity ?? emailAddress ?? 'an identity')}`
        : undefined;
  }
}

function maySend(document: unknown): boolean {
  return statementsOf(document).some(
    ({ Effect, Action = [] }) => Effect === 'Allow' && Action.some((action) => /^ses:(\*|send)/i.test(action)),
  );
}

/** The time as text that sorts chronologically. */
function timeOf({ time }: CloudTrailRecord): string {
  return new Date(time).toISOString();
}

const MAY_SEND = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: '*' }] });

function ask(eventName = 'GetSendQuota', overrides = {}) {
  return event({ eventSource: 'ses.amazonaws.com', eventName, userIdentity: iamUser('mailer'), ...overrides });
}

function prepare(eventName: string, requestParameters: object, overrides = {}) {
  const eventTime = '2026-03-02T10:20:00Z';
  return ask(eventName, { readOnly: false, requestParameters, eventTime, ...overrides });
}
