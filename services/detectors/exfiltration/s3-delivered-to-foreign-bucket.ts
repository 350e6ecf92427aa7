import { accountIn } from '#services/model/arn.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutWritten } from '../kits/bucket.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { listedObjects, member, textOf } from '../kits/parameters.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:S3/DeliveredToForeignBucket',
  own: true,
  title: 'A bucket now replicates to an unknown account, or delivers lists or notices of its objects',
  why: 'A replication rule copies every new object automatically, and AWS does the work: no read is logged. A function that is told of new objects can read or replace each before anybody uses it.',
  asks: 'Does a bucket now deliver its objects, or lists of them, to a bucket of an account outside the organization, or call a function there for new objects?',
  attack: ['T1537', 'T1020'],

  from: cloudtrail(
    'PutBucketReplication',
    'PutBucketInventoryConfiguration',
    'PutBucketAnalyticsConfiguration',
    'PutBucketNotification',
  ),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => receiversOf(record).length > 0,
  about: aboutWritten,
  tally: (t) => ({
    // A rule set may name several accounts: they are joined into one text and separated later.
    replicas: t.sample((record) => (isReplication(record) ? receiversOf(record).join(' ') : undefined)),
    lists: t.sample((record) =>
      isReplication(record) || isNotice(record) ? undefined : receiversOf(record).join(' '),
    ),
    notices: t.sample((record) => (isNotice(record) ? receiversOf(record).join(' ') : undefined)),
  }),
  having: (window, look) => {
    const { replicas, lists, notices } = window.tallies;
    return foreignAmong(each([...replicas, ...lists, ...notices]), window, look).length > 0;
  },

  severity: {
    when: { High: 'objects are delivered', Medium: 'lists, figures or notices are delivered' },
    of: (window, look) => (foreignAmong(each(window.tallies.replicas), window, look).length > 0 ? 'High' : 'Medium'),
  },
  explain(finding, look) {
    const { subject, tallies } = finding;
    const delivered = [
      { what: 'its objects', to: foreignAmong(each(tallies.replicas), finding, look) },
      { what: 'lists of its objects', to: foreignAmong(each(tallies.lists), finding, look) },
      { what: 'notices of new objects', to: foreignAmong(each(tallies.notices), finding, look) },
    ].filter(({ to }) => to.length > 0);
    const all = delivered.map(({ what, to }) => `${what} to account ${enumerated(to)}`);
    return `${capitalized(callerOf(subject.resource))} configured bucket ${subject.resource.id} to deliver ${all.join(', and ')}, outside the organization.`;
  },
  asff: 'TTPs/Exfiltration:S3-DeliveredToForeignBucket',
  blindTo: [
    'Rules that name no account: the record does not show who owns the destination bucket. AWS takes it to belong to the same owner.',
    'Access logs, and copies that a batch job makes.',
    'Notices to a queue or a topic: vendors who load data are told of new objects that way.',
  ],
  falsePositives: [
    'A partner who receives the contents of the bucket: add the account to `known` in vedette.yaml as `vendor`.',
  ],
  respond: [
    'Ask the owner of the bucket whether the account is meant to receive its contents.',
    'If not, remove the rule, disable the credentials, and find out what was delivered since.',
    'Deny s3:PutReplicationConfiguration to everyone but the team that owns the bucket.',
  ],
  references: [
    {
      title: 'Replicating objects within and across Regions, Amazon S3 User Guide',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html',
    },
  ],
  examples: {
    fires: {
      'every new object is replicated': () => replication(ruleTo('999988887777')),
      'the second of two rules': () => replication([ruleTo('444455556666'), ruleTo('999988887777')]),
      'a list is delivered every day': () => inventory('999988887777'),
      'a function of an unknown account is told of new objects': () => notified('999988887777'),
      'figures are delivered every day': () => analytics('999988887777'),
    },
    quiet: {
      'to another account of the organization': () => replication(ruleTo('444455556666')),
      'to a partner whom the owner knows': () => ({
        ...replication(ruleTo('999988887777')),
        known: [{ who: '999988887777', purposes: ['vendor'], because: 'analyses our sales' }],
      }),
      'no account is named': () => replication({ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::replica' } }),
      'a disabled rule': () => replication({ ...ruleTo('999988887777'), Status: 'Disabled' }),
      'it was refused': () => replication(ruleTo('999988887777'), { errorCode: 'AccessDenied' }),
      'a function of the account is told of new objects': () => notified('111122223333'),
      'a list for the account itself': () => inventory('111122223333'),
    },
  },
});

function isNotice({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'PutBucketNotification';
}

function isReplication({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'PutBucketReplication';
}

/** The accounts that a configuration names as receivers. */
function receiversOf(record: CloudTrailRecord): readonly string[] {
  return accountsIn(record).flatMap(
    (account) => textOf(account) ?? (typeof account === 'number' ? String(account) : []),
  );
}

function accountsIn({ eventName, requestParameters }: CloudTrailRecord): readonly unknown[] {
  switch (eventName) {
    case 'PutBucketReplication':
      return listedObjects(member(requestParameters, 'ReplicationConfiguration', 'Rule'))
        .filter((rule) => rule['Status'] !== 'Disabled')
        .map((rule) => member(rule, 'Destination', 'Account'));
    case 'PutBucketNotification': {
      // The name of a function's configuration is that of the first version of this API.
      const functions = member(requestParameters, 'NotificationConfiguration', 'CloudFunctionConfiguration');
      return listedObjects(functions).map(({ CloudFunction }) => accountIn(textOf(CloudFunction) ?? ''));
    }
    case 'PutBucketInventoryConfiguration':
      return [member(requestParameters, 'InventoryConfiguration', 'Destination', 'S3BucketDestination', 'AccountId')];
    default: {
      const analysis = member(requestParameters, 'AnalyticsConfiguration', 'StorageClassAnalysis', 'DataExport');
      return [member(analysis, 'Destination', 'S3BucketDestination', 'BucketAccountId')];
    }
  }
}

function each(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(' '));
}

function ruleTo(Account: string) {
  return { Status: 'Enabled', Destination: { Account, Bucket: 'arn:aws:s3:::replica' } };
}

function replication(Rule: object, overrides: object = {}) {
  return put('PutBucketReplication', { ReplicationConfiguration: { Rule } }, overrides);
}

function notified(accountId: string) {
  const CloudFunction = `arn:aws:lambda:us-east-1:${accountId}:function:look`;
  const CloudFunctionConfiguration = { Id: 'look', Event: 's3:ObjectCreated:*', CloudFunction };
  return put('PutBucketNotification', { NotificationConfiguration: { CloudFunctionConfiguration } });
}

function inventory(AccountId: string) {
  const Destination = { S3BucketDestination: { AccountId, Bucket: 'arn:aws:s3:::lists', Format: 'CSV' } };
  return put('PutBucketInventoryConfiguration', { InventoryConfiguration: { Id: 'all', Destination } });
}

function analytics(BucketAccountId: string) {
  const Destination = { S3BucketDestination: { BucketAccountId, Bucket: 'arn:aws:s3:::figures', Format: 'CSV' } };
  const StorageClassAnalysis = { DataExport: { OutputSchemaVersion: 'V_1', Destination } };
  return put('PutBucketAnalyticsConfiguration', { AnalyticsConfiguration: { Id: 'all', StorageClassAnalysis } });
}

function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'invoices', ...parameters };
  const call = { eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters };
  return { records: [event({ ...call, ...overrides })] };
}
