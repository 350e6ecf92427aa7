import { defineDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { event, iamUser, identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isTrue, succeeded } from '../kits/api-call.ts';
import { isByHand, isByProgram } from '../kits/caller.ts';
import { databaseOf } from '../kits/database.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { isGiven, listed } from '../kits/parameters.ts';
import { aboutChanged, aboutPrincipal } from '../kits/principal.ts';
import { BY_FUNCTION } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const HOPPED = hopExamples(
  () => [restore(), modify({ masterUserPassword: '****' })],
  ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
);

export default defineDetector({
  type: 'CredentialAccess:RDS/SessionChain.RestoredDatabase',
  own: true,
  title: 'A database was copied or opened, and its master password was set',
  why: 'A copy of a database has the data of the original, and whoever sets its password can read it unnoticed.',
  asks: 'Did one caller restore or replicate a database, or open one to other networks, and set its master password?',
  attack: ['T1578.004', 'T1556', 'T1537'],

  from: cloudtrail(
    'RestoreDBInstanceFromDBSnapshot',
    'RestoreDBInstanceToPointInTime',
    'RestoreDBClusterFromSnapshot',
    'RestoreDBClusterToPointInTime',
    'CreateDBInstanceReadReplica',
    'ModifyDBInstance',
    'ModifyDBCluster',
  ),
  where: { eventSource: (source) => source === 'rds.amazonaws.com', errorCode: succeeded },
  and: (record, look) => linksOf(record) !== undefined && isByHand(record, look),
  about: aboutTaken,
  hops,
  overlapping: true,
  tally: (t) => ({
    taken: t.sample((record) => (linksOf(record)?.taken ? record.eventName : undefined)),
    passwords: t.sample((record) => (linksOf(record)?.password ? record.eventName : undefined)),
    databases: t.sample(({ requestParameters = {} }) => databaseOf(requestParameters)),
    actors: t.sample(actorOf),
    holders: t.distinct((record) => (isByProgram(record) ? 'program' : record.callerKind)),
    opened: t.sample((record) => (isOpened(record) ? record.eventName : undefined)),
  }),
  having: ({ tallies: { taken, passwords } }) => taken.length > 0 && passwords.length > 0,
  severity: {
    when: {
      High: 'a user, a machine or a role that somebody assumed did it, or a person who also opened the database to other networks',
      Low: 'a person who signed in to the console or through Identity Center restored it and left it as closed as before, as for a test copy; or a function, a task or a pod did it, as nightly jobs do',
    },
    of: ({ tallies: { holders, opened } }) => {
      const others = holders.values.filter((holder) => holder !== 'program');
      const isByPeople = others.every((holder) => holder === 'person');
      return others.length > 0 && (!isByPeople || opened.length > 0) ? 'High' : 'Low';
    },
  },

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} restored or opened ${enumerated(tallies.databases)} (${enumerated(tallies.taken)}) and set its master password${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-SessionChain.RestoredDatabase',
  blindTo: [
    'A copy that is made with one set of credentials and opened with another, where the record that issued one from the other is in another account, or more than half a day away.',
    'Snapshots that are shared and restored in another account.',
    'Stolen credentials of a function, a task or a pod, and stolen sessions of people who leave the database closed: the severity is Low.',
  ],
  falsePositives: [
    'A manual test copy that gets a password of its own: let a pipeline make it, and add the pipeline to `known`.',
  ],
  respond: [
    'Ask the caller what the copy is for.',
    'If nobody knows, close it, keep a snapshot of it, and look in its log for who logged in.',
    'Disable the caller’s credentials.',
  ],
  references: [
    {
      title: 'Restoring to a DB instance',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'restored, and a password set': () => ({
        records: [restore(), modify({ masterUserPassword: '****' })],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
      }),
      'opened to the Internet with a new password, in one call': () => ({
        records: [modify({ publiclyAccessible: true, masterUserPassword: '****' })],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess', 'InitialAccess:RDS/ExploitPublicFacingApplication'],
      }),
      'a test copy by a person, which is less': () => ({
        records: [restore(BY_PERSON), modify({ masterUserPassword: '****' }, BY_PERSON)],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
      }),
      'by a person, who makes it public': () => ({
        records: [restore(BY_PERSON), modify({ publiclyAccessible: true, masterUserPassword: '****' }, BY_PERSON)],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess', 'InitialAccess:RDS/ExploitPublicFacingApplication'],
      }),
      'restored, and a password set, in another spelling': () => ({
        records: [restore(), modify({ dBInstanceIdentifier: 'Copy', masterUserPassword: '****' })],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
      }),
      'by a function, which is less': () => ({
        records: [restore(BY_FUNCTION), modify({ masterUserPassword: '****' }, BY_FUNCTION)],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
      }),
      'a replica that no longer is one': () => ({
        records: [restore({ eventName: 'CreateDBInstanceReadReplica' }), modify({ masterUserPassword: '****' })],
        also: ['CredentialAccess:RDS/ModifyAuthenticationProcess'],
      }),
    },
    quiet: {
      'a replica': () => ({ records: [restore({ eventName: 'CreateDBInstanceReadReplica' })] }),
      ...HOPPED.quiet,
      'only restored': () => ({ records: [restore()] }),
      'only the password': () => ({ records: [modify({ masterUserPassword: '****' })] }),
      'the password of another database': () => ({
        records: [restore(), modify({ dBInstanceIdentifier: 'orders', masterUserPassword: '****' })],
      }),
      'by two callers': () => ({
        records: [
          restore(),
          modify(
            { masterUserPassword: '****' },
            { userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002' } },
          ),
        ],
      }),
      'a stack of CloudFormation': () => ({
        records: [restore, () => modify({ masterUserPassword: '****' })].map((make) => ({
          ...make(),
          userIdentity: { ...iamUser('mallory'), invokedBy: 'cloudformation.amazonaws.com' },
        })),
      }),
    },
  },
});

const BY_PERSON = { userIdentity: identityCenterUser() };

/** Whether a call makes a database of the data of another. A replica takes no password until it stands alone. */
function makesCopy(eventName: string): boolean {
  return /^(Restore|Create)/.test(eventName);
}

interface Links {
  readonly taken: boolean;
  readonly password: boolean;
}

function linksOf({ eventName, requestParameters = {} }: CloudTrailRecord): Links | undefined {
  const isCopy = makesCopy(eventName);
  const links = {
    taken: isCopy || isOpened({ eventName, requestParameters }),
    password: !isCopy && isGiven(requestParameters['masterUserPassword']),
  };
  return links.taken || links.password ? links : undefined;
}

/** Whether a database gets a public address, or one that exists gets other security groups: a copy needs some. */
function isOpened({
  eventName,
  requestParameters = {},
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): boolean {
  return (
    isTrue(requestParameters['publiclyAccessible']) ||
    (!makesCopy(eventName) && listed(requestParameters['vpcSecurityGroupIds']).length > 0)
  );
}

/** Groups by database and caller: two callers give two findings. */
function aboutTaken(record: CloudTrailRecord): Subject | undefined {
  const changed = aboutChanged(databaseOf(record.requestParameters ?? {}), record);
  return changed && { ...changed, remote: aboutPrincipal(record).resource.id };
}

function restore(overrides = {}) {
  return call(
    'RestoreDBInstanceFromDBSnapshot',
    { dBInstanceIdentifier: 'copy', dBSnapshotIdentifier: 'orders-1' },
    overrides,
  );
}

function modify(parameters: object, overrides = {}) {
  return call('ModifyDBInstance', { dBInstanceIdentifier: 'copy', ...parameters }, overrides);
}

function call(eventName: string, requestParameters: object, overrides: object) {
  const base = { eventSource: 'rds.amazonaws.com', eventName, readOnly: false, userIdentity: iamUser('mallory') };
  return event({ ...base, requestParameters, ...overrides });
}
