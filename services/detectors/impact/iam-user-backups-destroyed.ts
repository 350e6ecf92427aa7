import { roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:IAMUser/BackupsDestroyed',
  own: true,
  title: 'A backup vault or its protection was removed',
  why: 'Ransomware attackers first make sure that nothing can be restored.',
  asks: 'Was the lock of a backup vault removed, the vault deleted, or a rule of the Recycle Bin deleted or unlocked?',
  attack: ['T1490', 'T1485'],
  signals: [
    removal('backup', ['DeleteBackupVaultLockConfiguration'], 'removed the lock of backup vault'),
    removal('backup', ['DeleteBackupVault'], 'deleted backup vault'),
    removal('rbin', ['DeleteRule'], 'deleted Recycle Bin rule'),
    removal('rbin', ['UnlockRule'], 'unlocked Recycle Bin rule'),
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
      'a rule of the Recycle Bin': () => called('rbin', 'DeleteRule', { identifier: '0example1' }),
    },
    quiet: {
      'a recovery point': () => called('backup', 'DeleteRecoveryPoint', { backupVaultName: 'prod' }),
      'a rule of EventBridge, whose call has the same name': () => called('events', 'DeleteRule', { name: 'nightly' }),
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

function nameOf({ backupVaultName, identifier }: Parameters): string {
  return textOf(backupVaultName) ?? textOf(identifier) ?? '(not named)';
}

function vault(overrides = {}) {
  return called('backup', 'DeleteBackupVault', { backupVaultName: 'prod' }, overrides);
}
