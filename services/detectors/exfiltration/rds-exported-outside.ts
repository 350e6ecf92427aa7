import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Exfiltration:RDS/ExportedOutside',
  title: 'Database contents were exported to a stranger',
  why: 'Data that is exported to a stranger’s bucket, or encrypted with their key, is under their control, and you can no longer read it.',
  asks: 'Was a snapshot or a table exported, or a snapshot copied, to a bucket or with a key of an account outside the organization?',
  attack: ['T1537', 'T1486'],
  gifts: [
    {
      means: 'a snapshot was exported with a key',
      severity: 'High',
      service: 'rds',
      calls: ['StartExportTask'],
      to: ({ kmsKeyId }) => accountsIn([kmsKeyId]),
      did: (parameters) => `exported ${nameOf(parameters)} with a key of`,
    },
    {
      means: 'a snapshot was copied with a key',
      severity: 'High',
      service: 'rds',
      calls: ['CopyDBSnapshot', 'CopyDBClusterSnapshot'],
      to: ({ kmsKeyId }) => accountsIn([kmsKeyId]),
      did: (parameters) => `copied ${nameOf(parameters)} with a key of`,
    },
    {
      means: 'a table was exported to a bucket or with a key',
      severity: 'High',
      service: 'dynamodb',
      calls: ['ExportTableToPointInTime'],
      to: ({ s3BucketOwner, s3SseKmsKeyId }) => accountsIn([s3BucketOwner, s3SseKmsKeyId]),
      did: (parameters) => `exported ${nameOf(parameters)} to`,
    },
  ],
  about: (record) => aboutChanged(nameOf(record.requestParameters ?? {}), record),

  asff: 'Effects/Data Exfiltration/Exfiltration:RDS-ExportedOutside',
  blindTo: ['Who owns the bucket, where the request does not name the owner, as for snapshots.', 'Exports by queries.'],
  falsePositives: ['Partners who receive data, and keys of theirs that were agreed on.'],
  respond: [
    'Ask the caller whose account it is.',
    'If nobody knows it, cancel the export (CancelExportTask), and treat the data as stolen if it finished.',
    'Review what else was shared with the account.',
  ],
  references: [
    {
      title: 'Exporting DB snapshot data to Amazon S3',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ExportSnapshot.html',
    },
    {
      title: 'DynamoDB data export to Amazon S3: how it works',
      url: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html',
    },
  ],
  examples: {
    fires: {
      'a snapshot, with a stranger’s key': () => exported(STRANGER),
      'a copy of a snapshot, through CloudFormation': () =>
        called(
          'rds',
          'CopyDBSnapshot',
          { sourceDBSnapshotIdentifier: 'orders', targetDBSnapshotIdentifier: 'copy', kmsKeyId: keyOf(STRANGER) },
          BY_CLOUDFORMATION,
        ),
      'a table, to a stranger’s bucket': () => table({ s3BucketOwner: STRANGER }),
      'a table, with a stranger’s key': () => table({ s3SseKmsKeyId: keyOf(STRANGER) }),
    },
    quiet: {
      'with a key of the organization': () => exported('444455556666'),
      'a key named by its id': () =>
        called('rds', 'StartExportTask', { sourceArn: 'arn', kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }),
      'to a partner': () => ({ ...table({ s3BucketOwner: STRANGER }), ...PARTNER }),
      'to a bucket of the organization': () => table({ s3BucketOwner: '444455556666' }),
      'it was refused': () => table({ s3BucketOwner: STRANGER }, REFUSED),
    },
  },
});

function accountsIn(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => accountIn(textOf(value) ?? '') ?? []);
}

function nameOf(parameters: NonNullable<CloudTrailRecord['requestParameters']>): string {
  const { sourceArn, tableArn, sourceDBSnapshotIdentifier, sourceDBClusterSnapshotIdentifier } = parameters;
  const name = [sourceArn, tableArn, sourceDBSnapshotIdentifier, sourceDBClusterSnapshotIdentifier].flatMap(
    (value) => textOf(value) ?? [],
  )[0];
  return name ?? '(not named)';
}

function keyOf(account: string): string {
  return `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}

function exported(account: string, overrides = {}) {
  const parameters = {
    exportTaskIdentifier: 'export',
    sourceArn: 'arn:aws:rds:us-east-1:111122223333:snapshot:orders',
    s3BucketName: 'exports',
    kmsKeyId: keyOf(account),
  };
  return called('rds', 'StartExportTask', parameters, overrides);
}

function table(parameters: object, overrides = {}) {
  const tableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/orders';
  return called('dynamodb', 'ExportTableToPointInTime', { tableArn, s3Bucket: 'exports', ...parameters }, overrides);
}
