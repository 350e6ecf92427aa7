import { accountIn } from '#services/model/arn.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Exfiltration:Backup/CopiedOutside',
  title: 'A backup was copied to an unknown account',
  why: 'A backup holds a whole disk, database or file system, and in a stranger’s vault it can be restored without a trace in your account.',
  asks: 'Was a recovery point of AWS Backup copied to the vault of an account outside the organization?',
  attack: ['T1537'],
  gifts: [
    {
      means: 'a backup was copied',
      severity: 'High',
      service: 'backup',
      calls: ['StartCopyJob'],
      to: ({ destinationBackupVaultArn }) => {
        const account = accountIn(textOf(destinationBackupVaultArn) ?? '');
        return account === undefined ? [] : [account];
      },
      did: ({ recoveryPointArn }) => `copied backup ${textOf(recoveryPointArn) ?? '(not named)'} to`,
    },
  ],
  about: (record) => aboutChanged(record.requestParameters?.['recoveryPointArn'], record),

  asff: 'Effects/Data Exfiltration/Exfiltration:Backup-CopiedOutside',
  blindTo: ['Whether the other account took the copy.', 'Copies that a backup plan makes.'],
  falsePositives: [],
  respond: [
    'Ask the caller whose account it is.',
    'If nobody knows it, treat the data as stolen, and change the secrets in it.',
    'Let vaults be copied within your organization only (cross-account settings of AWS Backup).',
  ],
  references: [
    {
      title: 'Creating backup copies across AWS accounts',
      url: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html',
    },
  ],
  examples: {
    fires: {
      'to the vault of a stranger': () => copied(STRANGER),
      'of a database': () =>
        copied(STRANGER, { recoveryPointArn: 'arn:aws:rds:us-east-1:111122223333:snapshot:awsbackup:a' }),
    },
    quiet: {
      'to a vault of its own account': () => copied('111122223333'),
      'to a vault of the organization': () => copied('444455556666'),
      'to a partner': () => ({ ...copied(STRANGER), ...PARTNER }),
      'it was refused': () => copied(STRANGER, {}, REFUSED),
    },
  },
});

function copied(account: string, more: object = {}, overrides = {}) {
  const parameters = {
    recoveryPointArn: 'arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0',
    destinationBackupVaultArn: `arn:aws:backup:us-east-1:${account}:backup-vault:copies`,
    ...more,
  };
  return called('backup', 'StartCopyJob', parameters, overrides);
}
