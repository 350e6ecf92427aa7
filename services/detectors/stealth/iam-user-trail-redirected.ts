import { accountIn } from '#services/model/arn.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isByCaller, isFalse, succeeded } from '../kits/api-call.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { textOf } from '../kits/parameters.ts';
import { nameOf, restatesAll } from '../kits/trail.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:IAMUser/TrailRedirected',
  own: true,
  title: 'A trail was given a strange key, or lost what protects it',
  why: 'A trail that goes on logging raises no alarm, though nobody can read what it writes: under a key that is taken away, or in files that prove nothing.',
  asks: 'Was a trail given a strange key or no delivery to CloudWatch Logs, or were proofs of its files or its protection against deletion switched off?',
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
      High: 'the key is of an account that is none of yours',
      Medium: 'somebody took away what protects it',
      Low: 'a pipeline did',
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
      ...(keys.length > 0 ? [`a key of account ${enumerated(keys)}, which is none of yours`] : []),
    ];
    return `${capitalized(callerOf(subject.resource))} changed logging: ${enumerated(all)}.`;
  },
  asff: 'TTPs/Defense Evasion/Stealth:IAMUser-TrailRedirected',
  blindTo: [
    'Changes in the console, which states all settings again with every change: only a strange key is told from them.',
    'Another bucket: tools state it again with every change, and what it was before and whose it is no record says.',
    'Trails that are stopped, deleted or narrowed, which Stealth:IAMUser/CloudTrailLoggingDisabled tells of.',
  ],
  falsePositives: ['A trail that is set up anew without what CloudWatch Logs costs.'],
  respond: [
    'Ask the owner of the credentials whether the change was theirs and planned.',
    'If not, put the trail back, and disable the credentials.',
    'Look in Event history (90 days, independent of trails) at what was done since.',
  ],
  references: [
    {
      title: 'UpdateTrail, AWS CloudTrail API Reference',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html',
    },
  ],
  examples: {
    fires: {
      'a strange key': () => update({ kmsKeyId: keyOf('999988887777') }),
      'a strange key, in the console': () => update({ ...CONSOLE, kmsKeyId: keyOf('999988887777') }),
      'files are not proved any more': () => update({ enableLogFileValidation: false }),
      'CloudWatch Logs gets nothing any more': () => update({ cloudWatchLogsLogGroupArn: '' }),
      'an event data store may be deleted': () =>
        change('UpdateEventDataStore', { eventDataStore: 'EXAMPLE-f852', terminationProtectionEnabled: false }),
      'the security account may not look after trails any more': () =>
        change('DeregisterOrganizationDelegatedAdmin', { delegatedAdminAccountId: '444455556666' }),
    },
    quiet: {
      'the console changes one setting': () => update(CONSOLE),
      'a tool states the bucket again': () => update({ s3BucketName: 'logs' }),
      'a key of the account': () => update({ kmsKeyId: keyOf('111122223333') }),
      'a key of another account of ours': () => update({ kmsKeyId: keyOf('444455556666') }),
      'files are proved from now on': () => update({ enableLogFileValidation: true }),
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
    return isFalse(requestParameters['terminationProtectionEnabled'])
      ? [`no protection of ${log} against deletion`]
      : [];
  if (restatesAll(requestParameters)) return [];
  return [
    ...(isFalse(requestParameters['enableLogFileValidation']) ? [`no proofs of the files of ${log}`] : []),
    ...(requestParameters['cloudWatchLogsLogGroupArn'] === '' ? [`no delivery of ${log} to CloudWatch Logs`] : []),
  ];
}

/** The account of the trail's new key, if it is another account. */
function accountOfKey({ eventName, requestParameters, accountId }: CloudTrailRecord): string | undefined {
  const key = eventName === 'UpdateTrail' ? textOf(requestParameters?.['kmsKeyId']) : undefined;
  const account = accountIn(key ?? '');
  return account === accountId ? undefined : account;
}

function isDeployed({ callerKind, userIdentity }: CloudTrailRecord): boolean {
  return callerKind === 'pipeline' || !isByCaller(userIdentity.invokedBy);
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
