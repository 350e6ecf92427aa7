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

export default defineDetector({
  type: 'DefenseEvasion:IAMUser/SessionChain.TwoDefencesDown',
  own: true,
  title: 'Two defences were taken down in a row',
  why: 'One defence that goes is a change; two of different kinds within the hour are a plan.',
  asks: 'Did one caller take down two different logs or security services within an hour, or try to?',
  severity: 'High',
  attack: ['T1562.001', 'T1562.008'],
  settings: {
    kinds: {
      default: 2,
      because:
        'One kind has findings of its own. Nobody who changes a service has a reason to touch a second within the hour.',
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
    `${capitalized(callerOf(subject.resource))} turned against ${enumerated(tallies.kinds.values)} with ${counted(count, 'call')}: ${enumerated(tallies.calls)}${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-SessionChain.TwoDefencesDown',
  blindTo: [
    'Two that are more than an hour apart.',
    'Two that are taken down with different credentials, where the record that issued one for the other is of another account, or is more than an hour apart from them.',
    'Defences that are taken down through CloudFormation.',
  ],
  falsePositives: ['An account or a Region that is taken out of use by hand.'],
  respond: [
    'Disable the credentials first: what follows is not seen otherwise.',
    'Switch on again what was taken down, and look in Event history at what was done in between.',
  ],
  references: [{ title: 'MITRE ATT&CK: Impair Defenses', url: 'https://attack.mitre.org/techniques/T1562/' }],
  examples: {
    fires: {
      ...HOPPED.fires,
      'the trail and the flow logs': () => ({
        records: [
          down('cloudtrail', 'StopLogging'),
          down('ec2', 'DeleteFlowLogs', { eventTime: '2026-03-02T10:20:00Z' }),
        ],
        also: ['Stealth:IAMUser/CloudTrailLoggingDisabled', 'DefenseImpairment:EC2/DisableOrModifyTools'],
      }),
      'tried at two services, and refused': () => ({
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
      'one kind, three times': () => ({
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
      'StackSets take a Region down': () => ({
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
