import { accountIn } from '#services/model/arn.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isFalse, succeeded } from '../kits/api-call.ts';
import { isOnBehalf } from '../kits/caller.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { textOf } from '../kits/parameters.ts';
import { nameOf, restatesAll } from '../kits/trail.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:IAMUser/TrailRedirected',
  own: true,
  title: 'A trail was given an unknown key, or its protection was removed',
  why: 'A trail that keeps logging raises no alarm, though its files become unreadable when the key is taken away, or prove nothing without validation.',
  asks: 'Was a trail given a key of an account outside the organization, or was its delivery to CloudWatch Logs, its log file validation or its deletion protection disabled?',
  attack: ['T1562.008'],

  from: cloudtrail('UpdateTrail', 'UpdateEventDataStore', 'DeregisterOrganizationDelegatedAdmin'),
  where: {
    eventSource: (source) => source === 'cloudtrail.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => changesOf(record).length > 0 || accountOfKey(record) !== undefined,
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    changes: t.sample((record) => changesOf(record).join(', ') || undefined),
    keys: t.distinct(accountOfKey),
    byHand: t.count((record) => changesOf(record).length > 0 && !isDeployed(record)),
  }),
  having: (window, look) =>
    window.tallies.changes.length > 0 || foreignAmong(window.tallies.keys.values, window, look).length > 0,

  severity: {
    when: {
      High: 'the key belongs to an account outside the organization',
      Medium: 'somebody removed its protection',
      Low: 'a pipeline removed its protection',
    },
    of(window, look) {
      if (foreignAmong(window.tallies.keys.values, window, look).length > 0) return 'High';
      return window.tallies.byHand > 0 ? 'Medium' : 'Low';
    },
  },
  explain(finding, look) {
    const { subject, tallies } = finding;
    const keys = foreignAmong(tallies.keys.values, finding, look);
    const all = [
      ...tallies.changes,
      ...(keys.length > 0 ? [`a key of account ${enumerated(keys)}, which is not yours`] : []),
    ];
    return `${capitalized(callerOf(subject.resource))} changed logging: ${enumerated(all)}.`;
  },
  asff: 'TTPs/Defense Evasion/Stealth:IAMUser-TrailRedirected',
  blindTo: [
    'Changes in the console, which states all settings again with every change: only an unknown key can be told from them.',
    'Another bucket: tools state it with every change, and no record shows what it was before or who owns it.',
    'Trails that are stopped, deleted or narrowed: Stealth:IAMUser/CloudTrailLoggingDisabled reports those.',
  ],
  falsePositives: ['A trail that is set up again without CloudWatch Logs to save costs.'],
  respond: [
    'Ask the owner of the credentials whether the change was theirs and planned.',
    'If not, restore the settings of the trail, and disable the credentials.',
    'Review in Event history (90 days, independent of trails) what was done since.',
  ],
  references: [
    {
      title: 'UpdateTrail, AWS CloudTrail API Reference',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html',
    },
  ],
  examples: {
    fires: {
      'a key of an unknown account': () => update({ kmsKeyId: keyOf('999988887777') }),
      'a key of an unknown account, in the console': () => update({ ...CONSOLE, kmsKeyId: keyOf('999988887777') }),
      'log file validation is disabled': () => update({ enableLogFileValidation: false }),
      'delivery to CloudWatch Logs is removed': () => update({ cloudWatchLogsLogGroupArn: '' }),
      'deletion protection of an event data store is disabled': () =>
        change('UpdateEventDataStore', { eventDataStore: 'EXAMPLE-f852', terminationProtectionEnabled: false }),
      'the delegated administrator for trails is removed': () =>
        change('DeregisterOrganizationDelegatedAdmin', { delegatedAdminAccountId: '444455556666' }),
    },
    quiet: {
      'the console changes one setting': () => update(CONSOLE),
      'a tool states the bucket again': () => update({ s3BucketName: 'logs' }),
      'a key of the account': () => update({ kmsKeyId: keyOf('111122223333') }),
      'a key of another account of ours': () => update({ kmsKeyId: keyOf('444455556666') }),
      'log file validation is enabled': () => update({ enableLogFileValidation: true }),
      'it was refused': () => update({ enableLogFileValidation: false }, { errorCode: 'AccessDenied' }),
      'another service': () => update({ enableLogFileValidation: false }, { eventSource: 'ivs.amazonaws.com' }),
    },
  },
});

function changesOf({ eventName, requestParameters = {} }: CloudTrailRecord): readonly string[] {
  const log = nameOf(requestParameters);
  if (eventName === 'DeregisterOrganizationDelegatedAdmin')
    return [`no administration by account ${textOf(requestParameters['delegatedAdminAccountId']) ?? '(not named)'}`];
  if (eventName === 'UpdateEventDataStore')
    return isFalse(requestParameters['terminationProtectionEnabled']) ? [`no deletion protection of ${log}`] : [];
  if (restatesAll(requestParameters)) return [];
  return [
    ...(isFalse(requestParameters['enableLogFileValidation']) ? [`no log file validation of ${log}`] : []),
    ...(requestParameters['cloudWatchLogsLogGroupArn'] === '' ? [`no delivery of ${log} to CloudWatch Logs`] : []),
  ];
}

/** The account of the trail's new key, if it is another account. */
function accountOfKey({ eventName, requestParameters, accountId }: CloudTrailRecord): string | undefined {
  const key = eventName === 'UpdateTrail' ? textOf(requestParameters?.['kmsKeyId']) : undefined;
  const account = accountIn(key ?? '');
  return account === accountId ? undefined : account;
}

function isDeployed(record: CloudTrailRecord): boolean {
  return record.callerKind === 'pipeline' || isOnBehalf(record);
}

const CONSOLE = {
  s3BucketName: 'logs',
  includeGlobalServiceEvents: true,
  isMultiRegionTrail: true,
  enableLogFileValidation: false,
  isOrganizationTrail: false,
};

function keyOf(accountId: string): string {
  return `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}

function update(parameters: object, overrides: object = {}) {
  return change('UpdateTrail', { name: 'main', ...parameters }, overrides);
}

function change(eventName: string, requestParameters: object, overrides: object = {}) {
  const call = { eventSource: 'cloudtrail.amazonaws.com', readOnly: false, userIdentity: iamUser('mallory') };
  return { records: [event({ ...call, eventName, requestParameters, ...overrides })] };
}
