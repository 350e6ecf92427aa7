import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { defineDestruction, type Destruction } from '../kits/destruction.ts';
import { isGiven, textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';

export default defineDestruction({
  type: 'Impact:IAMUser/DataStoresDeleted',
  title: 'Several databases, tables or file systems were deleted by hand',
  why: 'Attackers delete data stores to do harm or to demand a ransom; without a final snapshot the data cannot be restored.',
  asks: 'Did one caller, not a service or a pipeline, delete several databases without a final snapshot, tables, file systems, search domains or user pools within an hour?',
  attack: ['T1485', 'T1490'],
  destructions: [
    withoutSnapshot('rds', 'DeleteDBInstance', 'dBInstanceIdentifier'),
    withoutSnapshot('rds', 'DeleteDBCluster', 'dBClusterIdentifier'),
    withoutSnapshot('redshift', 'DeleteCluster', 'clusterIdentifier', 'skipFinalClusterSnapshot'),
    one('dynamodb', 'DeleteTable', 'tableName'),
    one('elasticfilesystem', 'DeleteFileSystem', 'fileSystemId'),
    one('fsx', 'DeleteFileSystem', 'fileSystemId'),
    one('es', 'DeleteDomain', 'domainName'),
    one('es', 'DeleteElasticsearchDomain', 'domainName'),
    {
      service: 'redshift-serverless',
      call: 'DeleteNamespace',
      of: ({ namespaceName, finalSnapshotName }) =>
        isGiven(finalSnapshotName) ? [] : [namespaceName].flatMap((name) => textOf(name) ?? []),
    },
    one('cognito-idp', 'DeleteUserPool', 'userPoolId'),
  ],
  things: {
    default: 4,
    because: 'People delete one or two that they experimented with; a database cluster and its instances are three.',
  },
  thingsByKey: {
    default: 3,
    because: 'Few access keys of users manage whole data stores; two deletions are an experiment and its copy.',
  },
  noun: 'data store',

  asff: 'Effects/Data Destruction/Impact:IAMUser-DataStoresDeleted',
  blindTo: ['Buckets: Impact:S3/BucketsDeleted reports them.', 'One or two data stores, however important.'],
  falsePositives: ['A stage that somebody takes down by hand.'],
  respond: [
    'Ask the caller whether this was intended; if nobody knows, disable the credentials at once.',
    'Look for automated backups that were kept, and restore from backups in another account.',
    'Turn on deletion protection.',
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
      'databases with a final snapshot': () => ({ records: ['a', 'b', 'c', 'd'].map((name) => database(name, false)) }),
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
  ['fsx', 'DeleteFileSystem', { fileSystemId: 'fs-0fedcba9876543210' }],
  ['es', 'DeleteDomain', { domainName: 'shop' }],
  ['es', 'DeleteElasticsearchDomain', { domainName: 'logs' }],
  ['redshift-serverless', 'DeleteNamespace', { namespaceName: 'sales' }],
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
