import { roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:IAMUser/BackupsDestroyed',
  own: true,
  title: 'Backups lost their protection or their vault',
  why: 'Whoever asks for ransom first makes sure that nothing can be restored.',
  asks: 'Was the lock of a backup vault lifted, the vault deleted, or a rule of the Recycle Bin deleted or unlocked?',
  attack: ['T1490', 'T1485'],
  signals: [
    removal('backup', ['DeleteBackupVaultLockConfiguration'], 'lifted the lock of backup vault'),
    removal('backup', ['DeleteBackupVault'], 'deleted backup vault'),
    removal('rbin', ['DeleteRule'], 'deleted the rule of the Recycle Bin'),
    removal('rbin', ['UnlockRule'], 'unlocked the rule of the Recycle Bin'),
  ],
  about: aboutPrincipal,

  asff: 'Effects/Data Destruction/Impact:IAMUser-BackupsDestroyed',
  blindTo: [
    'Single recovery points and snapshots: they are deleted every day.',
    'Retention that is made shorter, and plans that are deleted.',
  ],
  falsePositives: ['Vaults of stages that are taken down by hand: AWS deletes only those that are empty.'],
  respond: [
    'Ask whoever runs backups whether it was planned.',
    'If not, disable the credentials at once, and copy what is left to another account.',
    'Lock vaults in compliance mode: then nobody can lift it.',
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
      'by whoever keeps backups': () => ({
        ...vault({ userIdentity: roleSession('s', 'backup') }),
        known: [{ who: 'arn:aws:iam::*:role/backup', purposes: ['backup'], because: 'Its work.' }],
      }),
    },
  },
});

function removal(service: string, calls: readonly string[], what: string): Signal {
  return {
    means: 'what protects backups was removed',
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
