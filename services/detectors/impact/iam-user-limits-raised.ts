import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { call } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** By service, the calls that raise a limit: each says which, or nothing where it raises none. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, (parameters: Parameters) => string | undefined>>>> = {
  'servicequotas.amazonaws.com': {
    RequestServiceQuotaIncrease: ({ serviceCode, quotaCode, desiredValue }) =>
      `${textOf(serviceCode) ?? 'a service'} ${textOf(quotaCode) ?? ''} to ${String(desiredValue ?? 'more')}`,
  },
  'sns.amazonaws.com': {
    SetSMSAttributes: ({ attributes }) => spent(member(attributes, 'MonthlySpendLimit')),
  },
  'sms-voice.amazonaws.com': {
    SetTextMessageSpendLimitOverride: ({ monthlyLimit }) => spent(monthlyLimit),
    RequestPhoneNumber: () => 'a number to send text messages from',
  },
  'support.amazonaws.com': {
    CreateCase: ({ serviceCode }) =>
      textOf(serviceCode)?.startsWith('service-limit') ? 'more, in a support case' : undefined,
  },
};

export default defineDetector({
  type: 'Impact:IAMUser/LimitsRaised',
  own: true,
  title: 'Higher limits were requested with a key, or in several Regions',
  why: 'Attackers who want to mine, or to send mail or text messages, at the victim’s expense first raise the limits.',
  asks: 'Did an access key of a user request a higher quota, also in a support case, set how much may be spent on text messages, or request a number to send them from, or anybody do so in several Regions within an hour?',
  attack: ['T1496', 'T1496.001', 'T1496.003'],
  settings: {
    regions: {
      default: 3,
      because:
        'Teams make requests for the Regions they use and their standby; miners make them wherever there are instances.',
    },
  },

  from: cloudtrail(...Object.values(LIMITS).flatMap((calls) => Object.keys(calls))),
  where: { eventSource: (source) => source !== undefined && Object.hasOwn(LIMITS, source) },
  and: (record, look) => limitOf(record) !== undefined && isByHand(record, look),
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    asked: t.distinct(({ region }) => region),
    answered: t.sample(({ errorCode, eventName }) => (succeeded(errorCode) ? eventName : undefined)),
    byKey: t.distinct(({ callerKind, region }) => (callerKind === 'iam-user' ? region : undefined)),
    limits: t.sample(limitOf),
    tools: t.distinct(({ userAgent }) => (saysDeploys(userAgent) ? 'by a tool' : 'by hand')),
  }),
  having: ({ tallies: { asked, byKey } }, { settings }) => byKey.size > 0 || asked.size >= settings.regions,

  severity: {
    when: { Medium: 'somebody did it by hand', Low: 'the user agent names an infrastructure-as-code tool' },
    of: ({ tallies: { tools } }) => (tools.values.includes('by hand') ? 'Medium' : 'Low'),
  },
  explain: ({ subject, tallies: { asked, answered, limits } }) =>
    `${capitalized(callerOf(subject.resource))} ${answered.length > 0 ? 'raised' : 'tried to raise'} limits in ${enumerated(asked.values)}: ${enumerated(limits)}.`,
  asff: 'Effects/Resource Consumption/Impact:IAMUser-LimitsRaised',
  blindTo: ['Support cases under another subject.', 'Requests by roles and people in a single Region.'],
  falsePositives: [
    'A script with a key that requests what is needed: add its user to `known` as `pipeline`.',
    'A company that moves into several Regions on one day.',
  ],
  respond: [
    'Ask the caller what the quota is for.',
    'If nobody knows, disable the credentials, withdraw the request through a support case, and look for instances that were started.',
  ],
  references: [
    {
      title: 'Requesting a quota increase',
      url: 'https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html',
    },
  ],
  examples: {
    fires: {
      'by a key': () => ({ records: [ask()] }),
      'by a key, and refused': () => ({ records: [ask({ errorCode: 'AccessDeniedException' })] }),
      'a limit of text messages, by a key': () => ({
        records: [call('sns', 'SetSMSAttributes', { attributes: { MonthlySpendLimit: '1000' } })],
      }),
      'the same in the newer service, with a number': () => ({
        records: [
          call('sms-voice', 'SetTextMessageSpendLimitOverride', { monthlyLimit: 1000 }),
          call('sms-voice', 'RequestPhoneNumber', { isoCountryCode: 'US', numberType: 'TOLL_FREE' }),
        ],
      }),
      'a support case about a quota': () => ({
        records: [call('support', 'CreateCase', { serviceCode: 'service-limit-increase', severityCode: 'low' })],
      }),
      'by Terraform with a key, which is Low': () => ({
        records: [ask({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' })],
      }),
      'by a person in three Regions': () => ({
        records: REGIONS.map((awsRegion) => ask({ awsRegion, userIdentity: identityCenterUser() })),
      }),
    },
    quiet: {
      'by a person in two Regions': () => ({
        records: REGIONS.slice(0, 2).map((awsRegion) => ask({ awsRegion, userIdentity: identityCenterUser() })),
      }),
      'by a role': () => ({ records: [ask({ userIdentity: roleSession('ana', 'Platform') })] }),
      'by a key that deploys': () => ({
        records: [ask({ userIdentity: iamUser('deployer') })],
        known: [{ who: 'arn:aws:iam::*:user/deployer', purposes: ['pipeline'], because: 'Our pipeline.' }],
      }),
      'another setting of text messages': () => ({
        records: [call('sns', 'SetSMSAttributes', { attributes: { DefaultSMSType: 'Transactional' } })],
      }),
      'a person sets up text messages': () => ({
        records: [
          call(
            'sns',
            'SetSMSAttributes',
            { attributes: { MonthlySpendLimit: '50' } },
            { userIdentity: identityCenterUser() },
          ),
        ],
      }),
      'a support case about something else': () => ({
        records: [call('support', 'CreateCase', { serviceCode: 'amazon-simple-storage-service' })],
      }),
      'quotas are listed': () => ({ records: [ask({ eventName: 'ListServiceQuotas', readOnly: true })] }),
    },
  },
});

function limitOf({ eventSource, eventName, requestParameters = {} }: CloudTrailRecord): string | undefined {
  return LIMITS[eventSource]?.[eventName]?.(requestParameters);
}

function spent(limit: unknown): string | undefined {
  return limit === undefined || limit === null ? undefined : `text messages to ${String(limit)} dollars a month`;
}

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];

function ask(overrides = {}) {
  return event({
    eventSource: 'servicequotas.amazonaws.com',
    eventName: 'RequestServiceQuotaIncrease',
    readOnly: false,
    requestParameters: { serviceCode: 'ec2', quotaCode: 'L-1216C47A', desiredValue: 1000 },
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
