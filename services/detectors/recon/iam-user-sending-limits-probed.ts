import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller, succeeded } from '../kits/api-call.ts';
import { isRoleOutside, knownCaller, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ASKED, asksLimits, askedFor, LIMIT_CALLS, SENDERS } from '../kits/sending.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Recon:IAMUser/SendingLimitsProbed',
  own: true,
  title: 'A key looked up sending limits',
  why: 'Attackers sort stolen keys by how much they may send: a mail system has no reason to look up the limits of one Region after the other.',
  asks: 'Did an access key of a user look up SES limits in several Regions, or by several calls of which some were refused, or everything needed before sending (how much, whether, and from which identity), or the limits of text messages by several calls or in several Regions? Or did a session of a role outside AWS look up everything needed before sending?',
  attack: ['T1580', 'T1496.003', 'T1496.004'],
  settings: {
    regions: {
      default: 3,
      because:
        'A mail system sends from one Region, some from a second as a standby; a dashboard asks in the Regions where mail is sent.',
    },
    calls: { default: 3, because: 'A program needs one or two of these calls, and has the permissions for them.' },
  },

  from: cloudtrail(...LIMIT_CALLS),
  where: {
    eventSource: (source) => source !== undefined && SENDERS.includes(source),
    callerKind: (kind) => kind === 'iam-user' || kind === 'role',
    'userIdentity.invokedBy': isByCaller,
  },
  and: (record, look) =>
    asksLimits(record) &&
    (isKey(record) || (isMail(record) && isRoleOutside(record, look) && !saysDeploys(record.userAgent))) &&
    !look.organization.serves('mail', knownCaller(record), record.time) &&
    !look.organization.serves('scanner', knownCaller(record), record.time),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(60),
  overlapping: true,
  tally: (t) => ({
    keys: t.sample((record) => (isKey(record) ? record.callerKind : undefined)),
    mailRegions: t.distinct((record) => (isMail(record) ? record.region : undefined)),
    mailCalls: t.distinct((record) => (isMail(record) ? record.eventName : undefined)),
    mailAsked: t.distinct((record) => (isMail(record) ? askedFor(record) : undefined)),
    mailRefused: t.distinct((record) =>
      isMail(record) && !succeeded(record.errorCode) ? record.eventName : undefined,
    ),
    textRegions: t.distinct((record) => (isMail(record) ? undefined : record.region)),
    textCalls: t.distinct((record) => (isMail(record) ? undefined : record.eventName)),
  }),
  having: ({ tallies }, { settings }) =>
    (tallies.keys.length > 0 &&
      (tallies.mailRegions.size >= settings.regions ||
        (tallies.mailCalls.size >= settings.calls && tallies.mailRefused.size > 0))) ||
    new Set(tallies.mailAsked.values.flatMap((asked) => String(asked).split(' '))).size >= ASKED ||
    tallies.textCalls.size >= 2 ||
    tallies.textRegions.size >= 2,

  severity: 'Medium',
  explain: ({ subject, tallies: { mailCalls, mailRegions, textCalls, textRegions } }) => {
    const asked = [
      ...(mailCalls.size > 0 ? [`mail in ${enumerated(mailRegions.values)} (${enumerated(mailCalls.values)})`] : []),
      ...(textCalls.size > 0
        ? [`text messages in ${enumerated(textRegions.values)} (${enumerated(textCalls.values)})`]
        : []),
    ];
    return `${capitalized(callerOf(subject.resource))} looked up the limits of ${asked.join(', and of ')}.`;
  },
  asff: 'TTPs/Discovery/Recon:IAMUser-SendingLimitsProbed',
  blindTo: [
    'People who are signed in, and roles within AWS: their dashboards and scanners ask the same. Of other roles, several Regions and refusals.',
    'A key that is tested in one Region with one call.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: [
    'Scanners and monitoring that use a key: add their user to `known` as `scanner`, or as `mail` if it sends mail.',
  ],
  respond: [
    'Ask the owner of the key which program looks up limits.',
    'If none does, deactivate the key, and look for identities, production access and mail since.',
  ],
  references: [
    {
      title: 'Service quotas in Amazon SES',
      url: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html',
    },
  ],
  examples: {
    fires: {
      'in three Regions': () => mail(REGIONS.slice(0, 3)),
      'by three calls, one of them refused': () => ({
        records: [
          asks('ses', 'GetSendQuota'),
          asks('ses', 'ListIdentities'),
          asks('ses', 'GetAccount', { errorCode: 'AccessDenied' }),
        ],
      }),
      'three permitted calls: how much, whether, from which identity': () => ({
        records: NEEDED.map((name) => asks('ses', name)),
      }),
      'the same with two calls of the newer API': () => ({
        records: ['GetAccount', 'ListEmailIdentities'].map((name) => asks('ses', name)),
      }),
      'a role outside AWS asks for all three': () => ({
        records: NEEDED.map((name) => asks('ses', name, { userIdentity: roleSession() })),
      }),
      'for text messages, by two calls': () => ({
        records: [asks('sns', 'GetSMSAttributes'), asks('sns', 'GetSMSSandboxAccountStatus')],
      }),
      'for text messages, refused in two Regions': () => ({
        records: REGIONS.slice(0, 2).map((awsRegion) =>
          asks('sns', 'GetSMSAttributes', { awsRegion, errorCode: 'AccessDenied' }),
        ),
      }),
    },
    quiet: {
      'in two Regions': () => mail(REGIONS.slice(0, 2)),
      'a role asks in four': () => mail(REGIONS, { userIdentity: roleSession('monitor', 'Monitoring') }),
      'a role within AWS asks for all three': () => ({
        records: NEEDED.map((name) => asks('ses', name, { userIdentity: roleSession() })),
        amazon: ['198.51.100.7'],
      }),
      'a role asks for two of the three': () => ({
        records: NEEDED.slice(0, 2).map((name) => asks('ses', name, { userIdentity: roleSession() })),
      }),
      'a user in the console asks in four': () => mail(REGIONS, { sessionCredentialFromConsole: 'true' }),
      'a program that checks its quota and whether it may send': () => ({
        records: ['GetSendQuota', 'GetAccount', 'GetSendStatistics'].map((name) => asks('ses', name)),
      }),
      'three permitted calls': () => ({
        records: ['GetSendQuota', 'ListIdentities', 'GetSendStatistics'].map((name) => asks('ses', name)),
      }),
      'an identity that is known to send mail': () => ({
        ...mail(REGIONS),
        known: [{ who: 'arn:aws:iam::*:user/mailer', purposes: ['mail'], because: 'Sends our mail.' }],
      }),
      'a call of that name in another service': () => ({
        records: REGIONS.map((awsRegion) => asks('apigateway', 'GetAccount', { awsRegion })),
      }),
      'text messages, by one call': () => ({ records: [asks('sns', 'GetSMSAttributes')] }),
    },
  },
});

/** Whether the call was made with the long-lived key of a user. */
function isKey({ callerKind, userIdentity: { type, accessKeyId } }: CloudTrailRecord): boolean {
  return callerKind === 'iam-user' && type === 'IAMUser' && (accessKeyId?.startsWith('AKIA') ?? false);
}

function isMail({ eventSource }: CloudTrailRecord): boolean {
  return eventSource === 'ses.amazonaws.com';
}

const NEEDED = ['GetSendQuota', 'ListIdentities', 'GetAccountSendingEnabled'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'];

function asks(service: string, eventName: string, overrides = {}) {
  return event({ eventSource: `${service}.amazonaws.com`, eventName, userIdentity: iamUser('mailer'), ...overrides });
}

function mail(regions: readonly string[], overrides = {}) {
  return { records: regions.map((awsRegion) => asks('ses', 'GetSendQuota', { awsRegion, ...overrides })) };
}
