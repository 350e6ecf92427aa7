import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isFalse } from '../kits/api-call.ts';
import { isByProgram } from '../kits/caller.ts';
import { isGiven, member, numberOf, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, BY_FUNCTION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** Databases make backups by themselves until somebody turns that off, which also deletes the existing backups. */
const AUTOMATED_BACKUPS: readonly Signal[] = [
  {
    service: 'rds',
    calls: ['ModifyDBInstance'],
    isOff: ({ backupRetentionPeriod }: Parameters) => numberOf(backupRetentionPeriod) === 0,
  },
  {
    service: 'redshift',
    calls: ['ModifyCluster'],
    isOff: ({ automatedSnapshotRetentionPeriod }: Parameters) => numberOf(automatedSnapshotRetentionPeriod) === 0,
  },
  {
    service: 'dynamodb',
    calls: ['UpdateContinuousBackups'],
    isOff: ({ pointInTimeRecoverySpecification }: Parameters) =>
      isFalse(member(pointInTimeRecoverySpecification, 'pointInTimeRecoveryEnabled')),
  },
].map(({ service, calls, isOff }) => ({
  means: 'the automated backups of a database were turned off, with a key or by a role',
  severity: 'Medium',
  service,
  calls,
  did: (parameters) => (isOff(parameters) ? `turned off the automated backups of ${nameOf(parameters)}` : undefined),
  deployed: true,
  unless: 'backup',
  routine: {
    means: 'a signed-in person did it, or a function, a task or a pod, as they do with copies for tests',
    is: (record) => record.callerKind === 'person' || isByProgram(record),
  },
}));

export default defineSignals({
  type: 'Impact:IAMUser/BackupsDestroyed',
  own: true,
  title: 'A backup vault, its protection or the automated backups of a database were removed',
  why: 'Ransomware attackers first make sure that nothing can be restored.',
  asks: 'Was the lock of a backup vault removed, the vault deleted, a rule of the Recycle Bin deleted or unlocked, or were the automated backups of a database or table turned off?',
  attack: ['T1490', 'T1485'],
  signals: [
    removal('backup', ['DeleteBackupVaultLockConfiguration'], 'removed the lock of backup vault'),
    removal('backup', ['DeleteBackupVault'], 'deleted backup vault'),
    removal('rbin', ['DeleteRule'], 'deleted Recycle Bin rule'),
    removal('rbin', ['UnlockRule'], 'unlocked Recycle Bin rule'),
    ...AUTOMATED_BACKUPS,
  ],
  about: aboutPrincipal,

  asff: 'Effects/Data Destruction/Impact:IAMUser-BackupsDestroyed',
  blindTo: [
    'Single recovery points and snapshots: they are deleted every day.',
    'Shortened retention, and backup plans that are deleted.',
  ],
  falsePositives: ['Vaults of stages that are taken down by hand: AWS deletes only empty vaults.'],
  respond: [
    'Ask the backup administrators whether this was planned.',
    'If not, disable the credentials at once, and copy the remaining backups to another account.',
    'Lock vaults in compliance mode: then nobody can remove the lock.',
  ],
  references: [
    {
      title: 'AWS Backup Vault Lock',
      url: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html',
    },
  ],
  examples: {
    fires: {
      'the lock of a vault': () => called('backup', 'DeleteBackupVaultLockConfiguration', { backupVaultName: 'prod' }),
      'a vault, by a role': () => vault({ userIdentity: roleSession() }),
      'the automated backups of a database': () => retained(0),
      'those of a database, by a person, which is less': () => retained(0, { userIdentity: identityCenterUser() }),
      'those of a copy, by a function, which is less': () => retained(0, BY_FUNCTION),
      'those of a warehouse': () =>
        called('redshift', 'ModifyCluster', { clusterIdentifier: 'sales', automatedSnapshotRetentionPeriod: 0 }),
      'those of a table': () => recoverable(false),
      'a rule of the Recycle Bin': () => called('rbin', 'DeleteRule', { identifier: '0example1' }),
    },
    quiet: {
      'a recovery point': () => called('backup', 'DeleteRecoveryPoint', { backupVaultName: 'prod' }),
      'a rule of EventBridge, whose call has the same name': () => called('events', 'DeleteRule', { name: 'nightly' }),
      'a database keeps its backups for a day': () => retained(1),
      'a warehouse keeps its backups for a day': () =>
        called('redshift', 'ModifyCluster', { clusterIdentifier: 'sales', automatedSnapshotRetentionPeriod: 1 }),
      'a table gets backups': () => recoverable(true),
      'it was refused': () => vault(REFUSED),
      'CloudFormation deletes a stack': () => vault(BY_CLOUDFORMATION),
      'by a role for backups': () => ({
        ...vault({ userIdentity: roleSession('s', 'backup') }),
        known: [{ who: 'arn:aws:iam::*:role/backup', purposes: ['backup'], because: 'Its work.' }],
      }),
    },
  },
});

function removal(service: string, calls: readonly string[], what: string): Signal {
  return {
    means: 'the protection of backups was removed',
    severity: 'Medium',
    service,
    calls,
    did: (parameters) => `${what} ${nameOf(parameters)}`,
    deployed: true,
    unless: 'backup',
  };
}

function nameOf(parameters: Parameters): string {
  return NAMES.map((name) => textOf(parameters[name])).find(isGiven) ?? '(not named)';
}

const NAMES = ['backupVaultName', 'identifier', 'dBInstanceIdentifier', 'clusterIdentifier', 'tableName'];

function vault(overrides = {}) {
  return called('backup', 'DeleteBackupVault', { backupVaultName: 'prod' }, overrides);
}

function retained(backupRetentionPeriod: number, overrides = {}) {
  return called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', backupRetentionPeriod }, overrides);
}

function recoverable(pointInTimeRecoveryEnabled: boolean) {
  const pointInTimeRecoverySpecification = { pointInTimeRecoveryEnabled };
  return called('dynamodb', 'UpdateContinuousBackups', { tableName: 'orders', pointInTimeRecoverySpecification });
}
