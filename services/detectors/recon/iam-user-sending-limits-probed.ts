import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller, succeeded } from '../kits/api-call.ts';
import { knownCaller } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ASKED, asksLimits, askedFor, LIMIT_CALLS, SENDERS } from '../kits/sending.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Recon:IAMUser/SendingLimitsProbed',
  own: true,
  title: 'A key asks how much it could send',
  why: 'Stolen keys are sorted by what they may send: who asks the limits in one Region after the other does not run a mail system.',
  asks: 'Did a long-lived key ask for the limits of mail in several Regions, by several calls of which some were refused, or for all that one has to know before sending: how much, whether, and in whose name; or for those of text messages in more than one way?',
  attack: ['T1580', 'T1496.003', 'T1496.004'],
  settings: {
    regions: {
      default: 3,
      because:
        'A mail system sends from one Region, some from a second that stands by; a dashboard asks where mail is sent.',
    },
    calls: { default: 3, because: 'A program needs one or two of these calls, and its rights are made for them.' },
  },

  from: cloudtrail(...LIMIT_CALLS),
  where: {
    eventSource: (source) => source !== undefined && SENDERS.includes(source),
    'userIdentity.type': (type) => type === 'IAMUser',
    'userIdentity.accessKeyId': (key) => key?.startsWith('AKIA') ?? false,
    'userIdentity.invokedBy': isByCaller,
  },
  and: (record, { organization }) =>
    asksLimits(record) &&
    record.callerKind === 'iam-user' &&
    !organization.serves('mail', knownCaller(record), record.time) &&
    !organization.serves('scanner', knownCaller(record), record.time),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(60),
  overlapping: true,
  tally: (t) => ({
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
    tallies.mailRegions.size >= settings.regions ||
    (tallies.mailCalls.size >= settings.calls && tallies.mailRefused.size > 0) ||
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
    return `${capitalized(callerOf(subject.resource))} asked for the limits of ${asked.join(', and of ')}.`;
  },
  asff: 'TTPs/Discovery/Recon:IAMUser-SendingLimitsProbed',
  blindTo: [
    'Roles and people: dashboards and scanners of these ask the same.',
    'A key that is tried in one Region with one call.',
  ],
  falsePositives: [
    'Scanners and monitors that run with a key: name their user in `known` as a scanner, or those who send as mail.',
  ],
  respond: [
    'Ask the owner of the key which program asks for limits.',
    'If none does, disable the key, and look for identities, production access and mail since.',
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
      'by three calls that may be made: how much, whether, in whose name': () => ({
        records: ['GetSendQuota', 'ListIdentities', 'GetAccountSendingEnabled'].map((name) => asks('ses', name)),
      }),
      'the same in the newer version, by two': () => ({
        records: ['GetAccount', 'ListEmailIdentities'].map((name) => asks('ses', name)),
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
      'a user in the console asks in four': () => mail(REGIONS, { sessionCredentialFromConsole: 'true' }),
      'a program that sees to its quota and whether it may send': () => ({
        records: ['GetSendQuota', 'GetAccount', 'GetSendStatistics'].map((name) => asks('ses', name)),
      }),
      'by three calls, all of which may be made': () => ({
        records: ['GetSendQuota', 'ListIdentities', 'GetSendStatistics'].map((name) => asks('ses', name)),
      }),
      'whoever is known to send mail': () => ({
        ...mail(REGIONS),
        known: [{ who: 'arn:aws:iam::*:user/mailer', purposes: ['mail'], because: 'Sends our mail.' }],
      }),
      'a call of that name of another service': () => ({
        records: REGIONS.map((awsRegion) => asks('apigateway', 'GetAccount', { awsRegion })),
      }),
      'text messages, by one call': () => ({ records: [asks('sns', 'GetSMSAttributes')] }),
    },
  },
});

function isMail({ eventSource }: CloudTrailRecord): boolean {
  return eventSource === 'ses.amazonaws.com';
}

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'];

function asks(service: string, eventName: string, overrides = {}) {
  return event({ eventSource: `${service}.amazonaws.com`, eventName, userIdentity: iamUser('mailer'), ...overrides });
}

function mail(regions: readonly string[], overrides = {}) {
  return { records: regions.map((awsRegion) => asks('ses', 'GetSendQuota', { awsRegion, ...overrides })) };
}
