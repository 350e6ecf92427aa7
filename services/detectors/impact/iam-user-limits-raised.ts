import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:IAMUser/LimitsRaised',
  own: true,
  title: 'Higher service quotas were requested with a key, or in several Regions',
  why: 'Attackers who want to mine or to send mail at the victim’s expense first request higher quotas.',
  asks: 'Did an access key of a user request a higher quota, or anybody do so in several Regions within an hour?',
  attack: ['T1496', 'T1496.001'],
  settings: {
    regions: {
      default: 3,
      because:
        'Teams make requests for the Regions they use and their standby; miners make them wherever there are instances.',
    },
  },

  from: cloudtrail('RequestServiceQuotaIncrease'),
  where: { eventSource: (source) => source === 'servicequotas.amazonaws.com' },
  and: isByHand,
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    asked: t.distinct(({ region }) => region),
    answered: t.sample(({ errorCode, eventName }) => (succeeded(errorCode) ? eventName : undefined)),
    byKey: t.distinct(({ callerKind, region }) => (callerKind === 'iam-user' ? region : undefined)),
    limits: t.sample(({ requestParameters = {} }) => {
      const { serviceCode, quotaCode, desiredValue } = requestParameters;
      return `${textOf(serviceCode) ?? 'a service'} ${textOf(quotaCode) ?? ''} to ${String(desiredValue ?? 'more')}`;
    }),
  }),
  having: ({ tallies: { asked, byKey } }, { settings }) => byKey.size > 0 || asked.size >= settings.regions,

  severity: 'Medium',
  explain: ({ subject, tallies: { asked, answered, limits } }) =>
    `${capitalized(callerOf(subject.resource))} ${answered.length > 0 ? 'requested' : 'tried to request'} higher quotas in ${enumerated(asked.values)}: ${enumerated(limits)}.`,
  asff: 'Effects/Resource Consumption/Impact:IAMUser-LimitsRaised',
  blindTo: ['Support cases, which can raise quotas as well.', 'Requests by roles and people in a single Region.'],
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
      'quotas are listed': () => ({ records: [ask({ eventName: 'ListServiceQuotas', readOnly: true })] }),
    },
  },
});

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
