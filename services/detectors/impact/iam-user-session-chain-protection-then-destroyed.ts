import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { iamUser, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isFalse, isTrue, succeeded } from '../kits/api-call.ts';
import { isByHand, isByProgram } from '../kits/caller.ts';
import { databaseOf } from '../kits/database.ts';
import { attributeGiven } from '../kits/instance-attribute.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { listedObjects, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { apart, together } from '../kits/together.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { call, BY_FUNCTION } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

type Named = (parameters: Parameters) => readonly string[];

/** By service, calls that lift the protection of things, and calls that destroy things: each says which. */
const STEPS: Readonly<
  Record<string, { readonly lifts: Record<string, Named>; readonly destroys: Record<string, Named> }>
> = {
  'rds.amazonaws.com': {
    lifts: {
      ModifyDBInstance: (p) => (isFalse(p['deletionProtection']) ? databases(p) : []),
      ModifyDBCluster: (p) => (isFalse(p['deletionProtection']) ? databases(p) : []),
    },
    destroys: {
      DeleteDBInstance: (p) => (isTrue(p['skipFinalSnapshot']) ? databases(p) : []),
      DeleteDBCluster: (p) => (isTrue(p['skipFinalSnapshot']) ? databases(p) : []),
    },
  },
  'dynamodb.amazonaws.com': {
    lifts: { UpdateTable: (p) => (isFalse(p['deletionProtectionEnabled']) ? named('table', p['tableName']) : []) },
    destroys: { DeleteTable: (p) => named('table', p['tableName']) },
  },
  'ec2.amazonaws.com': {
    lifts: {
      ModifyInstanceAttribute: (p) =>
        isFalse(attributeGiven(p, 'disableApiTermination')) ? named('machine', p['instanceId']) : [],
    },
    destroys: {
      TerminateInstances: (p) =>
        listedObjects(p['instancesSet']).flatMap(({ instanceId }) => named('machine', instanceId)),
    },
  },
  'cloudformation.amazonaws.com': {
    lifts: {
      UpdateTerminationProtection: (p) =>
        isFalse(p['enableTerminationProtection']) ? named('stack', p['stackName']) : [],
    },
    destroys: { DeleteStack: (p) => named('stack', p['stackName']) },
  },
  'cognito-idp.amazonaws.com': {
    lifts: {
      UpdateUserPool: (p) => (p['deletionProtection'] === 'INACTIVE' ? named('directory', p['userPoolId']) : []),
    },
    destroys: { DeleteUserPool: (p) => named('directory', p['userPoolId']) },
  },
  'eks.amazonaws.com': {
    lifts: { UpdateClusterConfig: (p) => (isFalse(p['deletionProtection']) ? named('EKS cluster', p['name']) : []) },
    destroys: { DeleteCluster: (p) => named('EKS cluster', p['name']) },
  },
  'backup.amazonaws.com': {
    lifts: { DeleteBackupVaultLockConfiguration: (p) => named('vault', p['backupVaultName']) },
    destroys: {
      DeleteRecoveryPoint: (p) => named('vault', p['backupVaultName']),
      DeleteBackupVault: (p) => named('vault', p['backupVaultName']),
    },
  },
};

const CALLS = Object.values(STEPS).flatMap(({ lifts, destroys }) => [...Object.keys(lifts), ...Object.keys(destroys)]);

const HOPPED = hopExamples(() => [unprotect(), drop()]);

export default defineDetector({
  type: 'Impact:IAMUser/SessionChain.ProtectionThenDestroyed',
  own: true,
  title: 'The deletion protection of a resource was removed, and it was deleted',
  why: 'Deletion protection exists to prevent this: a caller who removes it and deletes the resource within the hour does so on purpose.',
  asks: 'Did one caller remove the deletion protection of a database, a table, an instance, a stack, a user pool, a cluster or a backup vault, and then delete it?',
  attack: ['T1485', 'T1490'],

  from: cloudtrail(...new Set(CALLS)),
  where: { eventSource: (source) => source !== undefined && Object.hasOwn(STEPS, source), errorCode: succeeded },
  and: (record, look) => {
    const { lifted, destroyed } = stepsOf(record);
    return lifted.length + destroyed.length > 0 && isByHand(record, look);
  },
  about: aboutPrincipal,
  hops,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({
    lifted: t.distinct((record) => stepsOf(record).lifted[0]),
    // A call may name many machines.
    destroyed: t.distinct((record) => together(stepsOf(record).destroyed.slice(0, NAMES_MAX))),
    kinds: t.distinct((record) => {
      if (record.callerKind === 'person' || isByProgram(record)) return 'at work';
      return saysDeploys(record.userAgent) ? 'by a tool' : 'other';
    }),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies: { lifted, destroyed } }) => both(lifted.values, destroyed.values).length > 0,
  severity: {
    when: {
      High: 'it was done with a key or a role',
      Medium: 'the user agent names an infrastructure-as-code tool',
      Low: 'a signed-in person, a function, a task or a pod did it',
    },
    of({ tallies: { kinds } }) {
      if (kinds.values.includes('other')) return 'High';
      return kinds.values.includes('by a tool') ? 'Medium' : 'Low';
    },
  },

  explain: ({ subject, tallies: { lifted, destroyed, actors } }) =>
    `${capitalized(callerOf(subject.resource))} removed the deletion protection of ${enumerated(both(lifted.values, destroyed.values))} and deleted it${actedAs(actors)}.`,
  asff: 'Effects/Data Destruction/Impact:IAMUser-SessionChain.ProtectionThenDestroyed',
  blindTo: [
    'Resources that were never protected.',
    'Databases that leave a final snapshot.',
    'Resources that are deleted more than an hour after their protection was removed.',
  ],
  falsePositives: ['A system that is taken down with a script and a key: add its user to `known` as `pipeline`.'],
  respond: [
    'Ask the caller whether this was intended; if nobody knows, disable the credentials at once.',
    'Look for automated backups that were kept, and restore from backups in another account.',
    'Review what else the caller deleted.',
  ],
  references: [
    {
      title: 'Deleting a DB instance',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'a table': () => ({ records: [unprotect(), drop()] }),
      'a database without a final snapshot, across the full hour': () => ({
        records: [
          call(
            'rds',
            'ModifyDBInstance',
            { ...ORDERS, deletionProtection: false },
            { eventTime: '2026-03-02T10:55:00Z' },
          ),
          call(
            'rds',
            'DeleteDBInstance',
            { ...ORDERS, skipFinalSnapshot: true },
            { eventTime: '2026-03-02T11:05:00Z' },
          ),
        ],
      }),
      'an instance among several': () => ({
        records: [
          call('ec2', 'ModifyInstanceAttribute', { instanceId: MACHINE, disableApiTermination: { value: false } }),
          call('ec2', 'TerminateInstances', {
            instancesSet: { items: [{ instanceId: 'i-0123456789abcdef1' }, { instanceId: MACHINE }] },
          }),
        ],
      }),
      'an instance, by the other form of the call': () => ({
        records: [
          call('ec2', 'ModifyInstanceAttribute', {
            instanceId: MACHINE,
            attribute: 'disableApiTermination',
            value: 'false',
          }),
          call('ec2', 'TerminateInstances', { instancesSet: { items: [{ instanceId: MACHINE }] } }),
        ],
      }),
      'each other kind': () => ({
        records: OTHERS.map((each) => call(...each)),
        also: ['Impact:IAMUser/BackupsDestroyed'],
      }),
      'a database, in another spelling': () => ({
        records: [
          call('rds', 'ModifyDBInstance', { ...ORDERS, deletionProtection: false }),
          call('rds', 'DeleteDBInstance', { dBInstanceIdentifier: 'ORDERS', skipFinalSnapshot: true }),
        ],
      }),
      'by a person in the console, which is less': () => ({
        records: [unprotect(BY_PERSON), drop({}, BY_PERSON)],
      }),
      'by a function, which is less': () => ({ records: [unprotect(BY_FUNCTION), drop({}, BY_FUNCTION)] }),
    },
    quiet: {
      ...HOPPED.quiet,
      'only the protection is removed': () => ({ records: [unprotect()] }),
      'only deleted': () => ({ records: [drop()] }),
      'a different table': () => ({ records: [unprotect(), drop({ tableName: 'tmp' })] }),
      'the protection is enabled': () => ({
        records: [call('dynamodb', 'UpdateTable', { tableName: 'orders', deletionProtectionEnabled: true }), drop()],
      }),
      'a database that leaves a snapshot': () => ({
        records: [
          call('rds', 'ModifyDBInstance', { ...ORDERS, deletionProtection: false }),
          call('rds', 'DeleteDBInstance', { ...ORDERS, skipFinalSnapshot: false }),
        ],
      }),
      'it was refused': () => ({ records: [unprotect(), drop({}, { errorCode: 'ValidationException' })] }),
      'a stack does both': () => ({ records: [unprotect(BY_STACK), drop({}, BY_STACK)] }),
      'the next day': () => ({ records: [unprotect(), drop({}, { eventTime: '2026-03-03T10:00:00Z' })] }),
    },
  },
});

/** More names of one call are not compared: a call that protects names one thing. */
const NAMES_MAX = 100;
const MACHINE = 'i-0123456789abcdef0';
const ORDERS = { dBInstanceIdentifier: 'orders' };
const BY_PERSON = { userIdentity: identityCenterUser() };
const BY_STACK = { userIdentity: { ...iamUser('mallory'), invokedBy: 'cloudformation.amazonaws.com' } };

const OTHERS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
  ['rds', 'ModifyDBCluster', { dBClusterIdentifier: 'orders', deletionProtection: false }],
  ['rds', 'DeleteDBCluster', { dBClusterIdentifier: 'orders', skipFinalSnapshot: true }],
  ['cloudformation', 'UpdateTerminationProtection', { stackName: 'orders', enableTerminationProtection: false }],
  [
    'cloudformation',
    'DeleteStack',
    { stackName: 'arn:aws:cloudformation:us-east-1:111122223333:stack/orders/1c2fa620-982a-11e3-aff7-50e2416294e0' },
  ],
  ['cognito-idp', 'UpdateUserPool', { userPoolId: 'us-east-1_example', deletionProtection: 'INACTIVE' }],
  ['cognito-idp', 'DeleteUserPool', { userPoolId: 'us-east-1_example' }],
  ['eks', 'UpdateClusterConfig', { name: 'orders', deletionProtection: false }],
  ['eks', 'DeleteCluster', { name: 'orders' }],
  ['backup', 'DeleteBackupVaultLockConfiguration', { backupVaultName: 'orders' }],
  ['backup', 'DeleteRecoveryPoint', { backupVaultName: 'orders', recoveryPointArn: 'r' }],
];

function stepsOf({ eventSource, eventName, requestParameters = {} }: CloudTrailRecord) {
  const { lifts = {}, destroys = {} } = STEPS[eventSource] ?? {};
  const of = (calls: Record<string, Named>): readonly string[] =>
    Object.hasOwn(calls, eventName) ? (calls[eventName]?.(requestParameters) ?? []) : [];
  return { lifted: of(lifts), destroyed: of(destroys) };
}

/** A thing in words, by its name: an ARN names a stack or a table as well. */
function named(noun: string, name: unknown): readonly string[] {
  const text = textOf(name);
  return text === undefined ? [] : [`${noun} ${/:(?:stack|table)\/([^/]+)/.exec(text)?.[1] ?? text}`];
}

function databases(parameters: Parameters): readonly string[] {
  const name = databaseOf(parameters);
  return name === undefined ? [] : [name];
}

function both(lifted: readonly (string | number)[], destroyed: readonly (string | number)[]): readonly string[] {
  const gone = new Set(apart(destroyed));
  return lifted.map(String).filter((name) => gone.has(name));
}

function unprotect(overrides = {}) {
  return call('dynamodb', 'UpdateTable', { tableName: 'orders', deletionProtectionEnabled: false }, overrides);
}

function drop(parameters: object = {}, overrides = {}) {
  return call('dynamodb', 'DeleteTable', { tableName: 'orders', ...parameters }, overrides);
}
