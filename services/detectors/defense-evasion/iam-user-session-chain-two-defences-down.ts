import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByHand, knownCaller } from '../kits/caller.ts';
import { callsOf, defenceOf, DEFENCES } from '../kits/defences.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const HOPPED = hopExamples(
  () => [down('cloudtrail', 'StopLogging'), down('ec2', 'DeleteFlowLogs')],
  ['Stealth:IAMUser/CloudTrailLoggingDisabled', 'DefenseImpairment:EC2/DisableOrModifyTools'],
);

/** Further calls that disable something, tried together with the recorder of AWS Config. */
const FURTHER: readonly (readonly [service: string, call: string, parameters?: object])[] = [
  ['cloudtrail', 'UpdateTrail', { name: 'all', isMultiRegionTrail: false }],
  ['cloudtrail', 'PutEventSelectors', { trailName: 'all', eventSelectors: [{ includeManagementEvents: false }] }],
  ['cloudtrail', 'UpdateEventDataStore', { eventDataStore: 'all', multiRegionEnabled: false }],
  ['route53resolver', 'DeleteResolverQueryLogConfig'],
  ['route53resolver', 'DisassociateResolverQueryLogConfig'],
  ['eks', 'UpdateClusterConfig', { logging: { clusterLogging: [{ types: ['audit'], enabled: false }] } }],
  ['bedrock', 'DeleteModelInvocationLoggingConfiguration'],
  ['bedrock', 'PutModelInvocationLoggingConfiguration', { loggingConfig: { textDataDeliveryEnabled: true } }],
  ['guardduty', 'UpdateMemberDetectors', { dataSources: { s3Logs: { enable: false } } }],
  ['guardduty', 'UpdateOrganizationConfiguration', { autoEnable: false }],
  ['securityhub', 'DisableSecurityHub'],
  ['securityhub', 'DisableSecurityHubV2'],
  ['macie2', 'UpdateMacieSession', { status: 'PAUSED' }],
  ['inspector2', 'Disable'],
  ['inspector2', 'DisassociateMember'],
  ['inspector2', 'DisableDelegatedAdminAccount'],
  ['access-analyzer', 'DeleteAnalyzer'],
  ['securitylake', 'DeleteDataLake'],
  ['securitylake', 'DeleteAwsLogSource'],
];

export default defineDetector({
  type: 'DefenseEvasion:IAMUser/SessionChain.TwoDefencesDown',
  own: true,
  title: 'One caller disabled, or tried to disable, two security controls',
  why: 'Disabling one security control may be a change; disabling two different ones within an hour is an attack.',
  asks: 'Did one caller disable two different logs or security services within an hour, or try to?',
  severity: 'High',
  attack: ['T1562.001', 'T1562.008'],
  settings: {
    kinds: {
      default: 2,
      because:
        'One service has finding types of its own. Nobody who changes one has a reason to touch a second within the hour.',
    },
  },

  from: cloudtrail(...callsOf(DEFENCES)),
  and: (record, look) =>
    defenceOf(record) !== undefined &&
    isByHand(record, look) &&
    !look.organization.serves('security', knownCaller(record), record.time),
  about: aboutPrincipal,
  hops,
  acrossRegions: true,
  within: minutes(120),
  overlapping: true,
  tally: (t) => ({
    kinds: t.distinct(defenceOf),
    calls: t.sample((record) => `${record.eventName}${record.errorCode === undefined ? '' : ' (refused)'}`),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies }, { settings }) => tallies.kinds.size >= settings.kinds,

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} disabled, or tried to disable, ${enumerated(tallies.kinds.values)} with ${counted(count, 'call')}: ${enumerated(tallies.calls)}${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-SessionChain.TwoDefencesDown',
  blindTo: [
    'Two controls that are disabled more than an hour apart.',
    'Two controls that are disabled with different credentials, where the record that issued one from the other is in another account, or more than an hour away.',
    'Controls that are disabled through CloudFormation.',
  ],
  falsePositives: ['An account or a Region that is taken out of service by hand.'],
  respond: [
    'Disable the credentials first: what follows may not be logged.',
    'Enable the controls again, and review in Event history what was done in between.',
  ],
  references: [{ title: 'MITRE ATT&CK: Impair Defenses', url: 'https://attack.mitre.org/techniques/T1562/' }],
  examples: {
    fires: {
      ...HOPPED.fires,
      ...Object.fromEntries(
        FURTHER.map(([service, call, requestParameters = {}]) => [
          `${call}, and the recorder`,
          () => ({
            records: [
              down(service, call, { requestParameters, errorCode: 'AccessDenied' }),
              down('config', 'StopConfigurationRecorder', { errorCode: 'AccessDenied' }),
            ],
          }),
        ]),
      ),
      'the trail and the flow logs': () => ({
        records: [
          down('cloudtrail', 'StopLogging'),
          down('ec2', 'DeleteFlowLogs', { eventTime: '2026-03-02T10:20:00Z' }),
        ],
        also: ['Stealth:IAMUser/CloudTrailLoggingDisabled', 'DefenseImpairment:EC2/DisableOrModifyTools'],
      }),
      'GuardDuty is switched off, and the recorder': () => ({
        records: [
          down('guardduty', 'UpdateDetector', { requestParameters: { enable: false }, errorCode: 'AccessDenied' }),
          down('config', 'StopConfigurationRecorder', { errorCode: 'AccessDenied' }),
        ],
        also: ['DefenseEvasion:IAMUser/GuardDutyDisabled'],
      }),
      'two refused attempts at different services': () => ({
        records: [
          down('guardduty', 'DeleteDetector', { errorCode: 'AccessDenied' }),
          down('config', 'StopConfigurationRecorder', { errorCode: 'AccessDenied' }),
        ],
        also: ['DefenseEvasion:IAMUser/GuardDutyDisabled'],
      }),
      'across the full hour, in two Regions': () => ({
        records: [
          down('macie2', 'DisableMacie', { eventTime: '2026-03-02T09:59:00Z' }),
          down('detective', 'DeleteGraph', { eventTime: '2026-03-02T10:58:00Z', awsRegion: 'eu-west-1' }),
        ],
        also: ['DefenseEvasion:IAMUser/SecurityServiceDisabled'],
      }),
    },
    quiet: {
      ...HOPPED.quiet,
      'the recorder, and flow logs that were not deleted': () => ({
        records: [
          down('config', 'StopConfigurationRecorder', { errorCode: 'AccessDenied' }),
          down('ec2', 'DeleteFlowLogs', {
            responseElements: { DeleteFlowLogsResponse: { unsuccessful: { item: { resourceId: 'fl-1' } } } },
          }),
        ],
      }),
      'the recorder, and the log of a scheduler': () => ({
        records: [
          down('config', 'StopConfigurationRecorder', { errorCode: 'AccessDenied' }),
          down('eks', 'UpdateClusterConfig', {
            requestParameters: { logging: { clusterLogging: [{ types: ['scheduler'], enabled: false }] } },
          }),
        ],
      }),
      'one service, three times': () => ({
        records: [1, 2, 3].map((minute) =>
          down('ec2', 'DeleteFlowLogs', { eventTime: `2026-03-02T10:0${minute}:00Z` }),
        ),
      }),
      'half a day apart': () => ({
        records: [
          down('cloudtrail', 'StopLogging'),
          down('ec2', 'DeleteFlowLogs', { eventTime: '2026-03-02T22:00:00Z' }),
        ],
      }),
      'by two users': () => ({
        records: [
          down('cloudtrail', 'StopLogging'),
          down('ec2', 'DeleteFlowLogs', {
            userIdentity: {
              ...iamUser('bob'),
              principalId: 'AIDAEXAMPLEUSER000002',
              accessKeyId: 'AKIAEXAMPLEKEY000002',
            },
          }),
        ],
      }),
      'StackSets remove a Region': () => ({
        records: ['config', 'securityhub'].map((service) =>
          down(service, service === 'config' ? 'StopConfigurationRecorder' : 'DisableSecurityHub', {
            userIdentity: { ...roleSession('x', 'stacksets-exec-0123'), invokedBy: 'cloudformation.amazonaws.com' },
          }),
        ),
      }),
    },
  },
});

function down(service: string, eventName: string, overrides = {}) {
  return event({
    eventSource: `${service}.amazonaws.com`,
    eventName,
    readOnly: false,
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
