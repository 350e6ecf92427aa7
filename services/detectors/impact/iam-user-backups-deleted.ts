import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { defineDestruction, type Destruction } from '../kits/destruction.ts';
import { textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, BY_FUNCTION, REFUSED } from '../kits/signals.ts';

export default defineDestruction({
  type: 'Impact:IAMUser/BackupsDeleted',
  title: 'Many backups were deleted by hand',
  why: 'Ransomware attackers delete backups first: a victim who can restore does not pay.',
  asks: 'Did one caller, not a service or a pipeline, delete many backups of databases, file systems or tables, or recovery points, within an hour?',
  attack: ['T1490', 'T1485'],
  destructions: [
    one('backup', 'DeleteRecoveryPoint', 'recoveryPointArn'),
    one('rds', 'DeleteDBSnapshot', 'dBSnapshotIdentifier'),
    one('rds', 'DeleteDBClusterSnapshot', 'dBClusterSnapshotIdentifier'),
    one('rds', 'DeleteDBInstanceAutomatedBackup', 'dbiResourceId'),
    one('redshift', 'DeleteClusterSnapshot', 'snapshotIdentifier'),
    one('dynamodb', 'DeleteBackup', 'backupArn'),
    one('fsx', 'DeleteBackup', 'backupId'),
  ],
  things: {
    default: 40,
    because: 'People who clean up delete a few dozen, as with snapshots of disks.',
  },
  thingsByKey: {
    default: 10,
    because: 'Scripts that retire backups delete those of one day, which are few for one database.',
  },
  noun: 'backup',

  asff: 'Effects/Data Destruction/Impact:IAMUser-BackupsDeleted',
  blindTo: ['Snapshots of disks: Impact:EC2/MassDestruction reports them.', 'Shortened retention.'],
  falsePositives: ['Scripts that retire backups with a key: add their user to `known` as `pipeline`.'],
  respond: [
    'Ask the backup administrators whether this was planned.',
    'If not, disable the credentials at once, and copy the remaining backups to another account.',
    'Lock vaults in compliance mode: then nobody can delete their contents.',
  ],
  references: [
    {
      title: 'Deleting backups',
      url: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html',
    },
  ],
  examples: {
    fires: {
      'ten recovery points with a key': () => ({ records: points(10) }),
      'forty with a role': () => ({ records: points(40, BY_ROLE) }),
      'backups of several kinds': () => ({ records: [...points(4), ...OTHERS.map((each) => record(...each))] }),
      'by a function, which is less': () => ({ records: points(40, BY_FUNCTION) }),
    },
    quiet: {
      'nine with a key': () => ({ records: points(9) }),
      'thirty-nine with a role': () => ({ records: points(39, BY_ROLE) }),
      'all refused': () => ({ records: points(12, REFUSED) }),
      'CloudFormation deletes stacks': () => ({ records: points(50, BY_CLOUDFORMATION) }),
      'AWS Backup deletes expired recovery points': () => ({
        records: points(50, {
          userIdentity: { ...roleSession(), invokedBy: 'backup.amazonaws.com' },
          sourceIPAddress: 'backup.amazonaws.com',
        }),
      }),
    },
  },
});

const BY_ROLE = { userIdentity: roleSession() };

const OTHERS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
  ['rds', 'DeleteDBSnapshot', { dBSnapshotIdentifier: 'orders-1' }],
  ['rds', 'DeleteDBClusterSnapshot', { dBClusterSnapshotIdentifier: 'orders-2' }],
  ['rds', 'DeleteDBInstanceAutomatedBackup', { dbiResourceId: 'db-EXAMPLE' }],
  ['redshift', 'DeleteClusterSnapshot', { snapshotIdentifier: 'sales-1' }],
  ['dynamodb', 'DeleteBackup', { backupArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders/backup/01' }],
  ['fsx', 'DeleteBackup', { backupId: 'backup-0123456789abcdef0' }],
];

function one(service: string, call: string, name: string): Destruction {
  return { service, call, of: (parameters) => [parameters[name]].flatMap((id) => textOf(id) ?? []) };
}

function points(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) =>
    record('backup', 'DeleteRecoveryPoint', { backupVaultName: 'prod', recoveryPointArn: `r-${i}` }, overrides),
  );
}

function record(service: string, eventName: string, requestParameters: object, overrides = {}) {
  const base = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, readOnly: false };
  return event({ ...base, userIdentity: iamUser('mallory'), ...overrides });
}
