import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { defineDestruction, type Destruction } from '../kits/destruction.ts';
import { textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';

export default defineDestruction({
  type: 'Impact:IAMUser/DataStoresDeleted',
  title: 'Several databases, tables or file systems were deleted by hand',
  why: 'Data that is gone with no last snapshot is gone for good: for harm, or for ransom.',
  asks: 'Did one caller, no service and no pipeline, delete several databases without a last snapshot, tables, file systems or directories of users within an hour?',
  attack: ['T1485', 'T1490'],
  destructions: [
    withoutSnapshot('rds', 'DeleteDBInstance', 'dBInstanceIdentifier'),
    withoutSnapshot('rds', 'DeleteDBCluster', 'dBClusterIdentifier'),
    withoutSnapshot('redshift', 'DeleteCluster', 'clusterIdentifier', 'skipFinalClusterSnapshot'),
    one('dynamodb', 'DeleteTable', 'tableName'),
    one('elasticfilesystem', 'DeleteFileSystem', 'fileSystemId'),
    one('cognito-idp', 'DeleteUserPool', 'userPoolId'),
  ],
  things: {
    default: 4,
    because:
      'People delete one or two that they tried something with; a cluster of a database and its instances are three.',
  },
  thingsByKey: {
    default: 3,
    because: 'Few keys of users have to do with whole data stores; two of them are an attempt and its copy.',
  },
  noun: 'data store',

  asff: 'Effects/Data Destruction/Impact:IAMUser-DataStoresDeleted',
  blindTo: ['Buckets: Impact:S3/BucketsDeleted tells of them.', 'One or two that matter most.'],
  falsePositives: ['A stage that somebody takes down by hand.'],
  respond: [
    'Ask the caller whether they meant to, and if nobody knows, disable the credentials at once.',
    'Look for automated backups that were kept, and restore from those of another account.',
    'Switch on deletion protection.',
  ],
  references: [
    {
      title: 'Deleting a DB instance',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
    },
  ],
  examples: {
    fires: {
      'four tables': () => ({ records: tables(4) }),
      'three with a key, which is less': () => ({ records: tables(3) }),
      'four tables by Terraform, which is less': () => ({
        records: tables(4, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      }),
      'databases and tables, by a role': () => ({
        records: [
          ...tables(2, { userIdentity: roleSession() }),
          database('a', true, { userIdentity: roleSession() }),
          database('b', true, { userIdentity: roleSession() }),
        ],
      }),
      'one of each other kind': () => ({ records: OTHERS.map((call) => record(...call)) }),
    },
    quiet: {
      'three tables, by a role': () => ({ records: tables(3, { userIdentity: roleSession() }) }),
      'two with a key': () => ({ records: tables(2) }),
      'databases that leave a snapshot': () => ({ records: ['a', 'b', 'c', 'd'].map((name) => database(name, false)) }),
      'all refused': () => ({ records: tables(6, REFUSED) }),
      'CloudFormation deletes a stack': () => ({ records: tables(6, BY_CLOUDFORMATION) }),
      'one a day': () => ({
        records: Array.from({ length: 5 }, (_, i) => table(`t${i}`, { eventTime: `2026-03-0${i + 1}T10:00:00Z` })),
      }),
    },
  },
});

function one(service: string, call: string, name: string): Destruction {
  return { service, call, of: (parameters) => [parameters[name]].flatMap((id) => textOf(id) ?? []) };
}

function withoutSnapshot(service: string, call: string, name: string, skips = 'skipFinalSnapshot'): Destruction {
  return {
    service,
    call,
    of: (parameters) => (isTrue(parameters[skips]) ? [parameters[name]].flatMap((id) => textOf(id) ?? []) : []),
  };
}

const OTHERS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
  ['rds', 'DeleteDBCluster', { dBClusterIdentifier: 'orders', skipFinalSnapshot: true }],
  ['redshift', 'DeleteCluster', { clusterIdentifier: 'sales', skipFinalClusterSnapshot: true }],
  ['elasticfilesystem', 'DeleteFileSystem', { fileSystemId: 'fs-0123456789abcdef0' }],
  ['cognito-idp', 'DeleteUserPool', { userPoolId: 'us-east-1_example' }],
];

function tables(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => table(`t${i}`, overrides));
}

function table(tableName: string, overrides = {}) {
  return record('dynamodb', 'DeleteTable', { tableName }, overrides);
}

function database(dBInstanceIdentifier: string, skipFinalSnapshot: boolean, overrides = {}) {
  return record('rds', 'DeleteDBInstance', { dBInstanceIdentifier, skipFinalSnapshot }, overrides);
}

function record(service: string, eventName: string, requestParameters: object, overrides = {}) {
  const base = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, readOnly: false };
  return event({ ...base, userIdentity: iamUser('mallory'), ...overrides });
}
