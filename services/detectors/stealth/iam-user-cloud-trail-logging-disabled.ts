import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { lostLogging } from '../kits/trail.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
  title: 'CloudTrail logging was stopped or narrowed',
  why: 'Attackers stop the trail first so that what they do next is not recorded.',
  asks: 'Was a trail stopped or deleted, or changed so that it records less?',
  severity: 'Low',
  attack: ['T1562.008'],

  from: cloudtrail(
    'StopLogging',
    'DeleteTrail',
    'UpdateTrail',
    'PutEventSelectors',
    'DeleteEventDataStore',
    'StopEventDataStoreIngestion',
    'UpdateEventDataStore',
    'DisableAWSServiceAccess',
  ),
  where: {
    eventSource: (source) => source === 'cloudtrail.amazonaws.com' || source === 'organizations.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => lostLogging(record).length > 0,
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({ losses: t.sample((record) => lostLogging(record).join(', ')) }),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} changed logging: ${enumerated(tallies.losses)}.`,
  asff: 'TTPs/Defense Evasion/Stealth:IAMUser-CloudTrailLoggingDisabled',
  blindTo: [
    'A deleted bucket that a trail writes to: the destinations of trails are not known yet.',
    'How the trail was configured before: a trail that is created for data events only, or for one Region, looks like one that was narrowed.',
    'Organization trails that the console changes to single-account trails: the console states all settings with every change, and those of other trails look the same.',
    'Trails that are redirected to another bucket or key, and log file validation that is disabled.',
  ],
  falsePositives: ['Trails that are replaced, as landing zones do when they are set up.'],
  respond: [
    'Ask the owner of the credentials whether the change was theirs and planned.',
    'If not, start the trail again (StartLogging) or restore its selectors, and disable the credentials.',
    'Review in Event history (90 days, independent of trails) what these credentials did before and after.',
    'Use a service control policy to deny these calls to everyone but the team that owns the trail.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a trail is stopped': () => trail('StopLogging', { name: 'main' }),
      'a trail is deleted': () =>
        trail('DeleteTrail', { name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main' }),
      'management events are disabled': () =>
        selectors({ includeManagementEvents: false, readWriteType: 'All', dataResources: [] }),
      'write events are left out': () => selectors({ includeManagementEvents: true, readWriteType: 'ReadOnly' }),
      'advanced selectors without management events': () =>
        trail('PutEventSelectors', {
          trailName: 'main',
          advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }],
        }),
      'a trail is cut down to one Region': () => trail('UpdateTrail', { name: 'main', isMultiRegionTrail: false }),
      'organization trails lose the member accounts': () =>
        trail(
          'DisableAWSServiceAccess',
          { servicePrincipal: 'cloudtrail.amazonaws.com' },
          { eventSource: 'organizations.amazonaws.com' },
        ),
      'an event data store is deleted': () =>
        trail('DeleteEventDataStore', {
          eventDataStore:
            'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/EXAMPLE-f852-4e8f-8bd1-bcf6cEXAMPLE',
        }),
      'by a caller whom the record does not name': () => trail('StopLogging', { name: 'main' }, { userIdentity: null }),
      'by a user of IAM Identity Center': () =>
        trail('StopLogging', { name: 'main' }, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'the console changes the key and states all other settings': () =>
        trail('UpdateTrail', {
          name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
          s3BucketName: 'logs',
          includeGlobalServiceEvents: true,
          isMultiRegionTrail: true,
          enableLogFileValidation: true,
          kmsKeyId: 'alias/trail',
          isOrganizationTrail: false,
        }),
      'another service loses its access to the organization': () =>
        trail(
          'DisableAWSServiceAccess',
          { servicePrincipal: 'config.amazonaws.com' },
          { eventSource: 'organizations.amazonaws.com' },
        ),
      'the call was denied': () => trail('StopLogging', { name: 'main' }, { errorCode: 'AccessDenied' }),
      'only the key of a trail is changed': () => trail('UpdateTrail', { name: 'main', kmsKeyId: 'alias/trail' }),
      'data events are added': () =>
        selectors({
          includeManagementEvents: true,
          readWriteType: 'All',
          dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::records/'] }],
        }),
      'reads and writes in two selectors': () =>
        selectors({ readWriteType: 'ReadOnly' }, { includeManagementEvents: true, readWriteType: 'WriteOnly' }),
      'KMS events are left out, as AWS suggests to save money': () =>
        selectors({ includeManagementEvents: true, excludeManagementEventSources: ['kms.amazonaws.com'] }),
      'parameters that were too large for the record': () => trail('PutEventSelectors', null),
      'another service has an API of that name': () =>
        trail('StopLogging', { name: 'main' }, { eventSource: 'ivs.amazonaws.com' }),
    },
  },
});

function trail(eventName: string, requestParameters: object | null, overrides: object = {}) {
  const call = { eventSource: 'cloudtrail.amazonaws.com', readOnly: false, userIdentity: iamUser('mallory') };
  return { records: [event({ ...call, eventName, requestParameters, ...overrides })] };
}

function selectors(...eventSelectors: readonly object[]) {
  return trail('PutEventSelectors', { trailName: 'main', eventSelectors });
}
