import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { aboutDatabase, databaseOf } from '../kits/database.ts';
import { isByProgram } from '../kits/caller.ts';
import { isGiven, member } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, BY_FUNCTION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'CredentialAccess:RDS/ModifyAuthenticationProcess',
  title: 'The master password of a database was changed',
  why: 'Attackers with permission to modify a database in AWS take it over by setting a new password, without knowing the old one.',
  asks: 'Was the master password of a database or a cluster changed?',
  attack: ['T1556', 'T1098'],
  signals: [
    {
      means: 'the master password was set',
      severity: 'High',
      service: 'rds',
      calls: ['ModifyDBInstance', 'ModifyDBCluster'],
      did: (parameters, { responseElements }) =>
        // The password itself is masked; its presence is enough.
        isGiven(parameters['masterUserPassword']) ||
        isGiven(member(responseElements, 'pendingModifiedValues', 'masterUserPassword'))
          ? `set the master password of ${databaseOf(parameters) ?? 'a database'}`
          : undefined,
      deployed: true,
      unless: 'key-rotation',
      routine: {
        means:
          'a person did it who signed in to the console or through Identity Center, as database administrators do, or a function, a task or a pod, as nightly jobs that make test copies do',
        is: (record) => record.callerKind === 'person' || isByProgram(record),
      },
    },
  ],
  about: aboutDatabase,

  asff: 'TTPs/Credential Access/CredentialAccess:RDS-ModifyAuthenticationProcess',
  blindTo: [
    'Passwords that are changed in the database itself, and passwords of other users.',
    'Stolen sessions of people: the severity is Low, unless the database is opened as well.',
    'Whether the database was just restored from a snapshot by its owner, who then sets a password.',
  ],
  falsePositives: ['Administrators who rotate the master password with the key of a user or an assumed role.'],
  respond: [
    'Ask the owner of the database whether the password was changed on purpose.',
    'If not, set it again, and look in the log of the database for sessions of the master user since then.',
    'Let Secrets Manager manage the master password, so that nobody has to set it.',
  ],
  references: [
    {
      title: 'Password management with Amazon RDS and AWS Secrets Manager',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
    },
  ],
  examples: {
    fires: {
      'of an instance': () =>
        called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', masterUserPassword: '****' }),
      'of a cluster': () =>
        called('rds', 'ModifyDBCluster', {
          dBClusterIdentifier: 'orders',
          masterUserPassword: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          applyImmediately: true,
        }),
      'by a person, which is less': () =>
        called(
          'rds',
          'ModifyDBInstance',
          { dBInstanceIdentifier: 'orders', masterUserPassword: '****' },
          { userIdentity: identityCenterUser() },
        ),
      'by a function, which is less': () =>
        called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'copy', masterUserPassword: '****' }, BY_FUNCTION),
    },
    quiet: {
      'another setting is changed': () =>
        called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', backupRetentionPeriod: 14 }),
      'Secrets Manager takes over the password': () =>
        called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', manageMasterUserPassword: true }),
      'it was refused': () =>
        called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', masterUserPassword: '****' }, REFUSED),
      'CloudFormation updates a stack': () =>
        called(
          'rds',
          'ModifyDBInstance',
          { dBInstanceIdentifier: 'orders', masterUserPassword: '****' },
          BY_CLOUDFORMATION,
        ),
      'a new database gets its first password': () =>
        called('rds', 'CreateDBInstance', { dBInstanceIdentifier: 'orders', masterUserPassword: '****' }),
    },
  },
});
