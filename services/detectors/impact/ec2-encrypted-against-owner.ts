import { accountIn } from '#services/model/arn.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Impact:EC2/EncryptedAgainstOwner',
  title: 'A disk was copied with a key of a stranger',
  why: 'Attackers copy disks with a key of theirs and delete the originals: only who controls the key can read the copies.',
  asks: 'Was a snapshot, an image or a volume made with a KMS key of an account outside the organization, or such a key made the one for all new disks?',
  attack: ['T1486', 'T1537'],
  gifts: [
    {
      means: 'a copy was encrypted',
      severity: 'High',
      service: 'ec2',
      calls: ['CopySnapshot', 'CopyImage', 'CreateVolume'],
      to: ({ kmsKeyId }) => accountsOf(kmsKeyId),
      did: (parameters) => `encrypted a copy of ${sourceOf(parameters)} with a key of`,
    },
    {
      means: 'the key of all new disks was replaced',
      severity: 'High',
      service: 'ec2',
      calls: ['ModifyEbsDefaultKmsKeyId'],
      to: (_, record) => accountsOf(ec2Parameter(record, 'kmsKeyId')),
      did: () => 'had all new disks encrypted with a key of',
    },
  ],
  about: (record) => aboutChanged(sourceOf(record.requestParameters ?? {}), record),

  asff: 'Effects/Data Destruction/Impact:EC2-EncryptedAgainstOwner',
  blindTo: ['Keys that the request names by alias or id alone: those are keys of the caller’s own account.'],
  falsePositives: [],
  respond: [
    'Disable the caller’s credentials before more originals are deleted.',
    'Keep the originals, and restore deleted snapshots from the Recycle Bin or from backups in another account.',
    'Ask AWS Support to preserve the copies, and report the account of the key.',
  ],
  references: [
    {
      title: 'CopySnapshot',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html',
    },
  ],
  examples: {
    fires: {
      'a snapshot': () => copy('CopySnapshot', { sourceSnapshotId: SNAPSHOT, kmsKeyId: keyOf(STRANGER) }),
      'an image': () => copy('CopyImage', { sourceImageId: 'ami-0123456789abcdef0', kmsKeyId: keyOf(STRANGER) }),
      'all new disks': () => byDefault(STRANGER),
      'a volume': () => copy('CreateVolume', { snapshotId: SNAPSHOT, kmsKeyId: keyOf(STRANGER) }),
    },
    quiet: {
      'a key of the account for all new disks': () => byDefault('111122223333'),
      'with a key of the account': () =>
        copy('CopySnapshot', { sourceSnapshotId: SNAPSHOT, kmsKeyId: keyOf('111122223333') }),
      'with a key that belongs to a partner': () => ({
        ...copy('CopySnapshot', { sourceSnapshotId: SNAPSHOT, kmsKeyId: keyOf(STRANGER) }),
        ...PARTNER,
      }),
      'with a key by its alias': () => copy('CopySnapshot', { sourceSnapshotId: SNAPSHOT, kmsKeyId: 'alias/backup' }),
      'it was refused': () => copy('CopySnapshot', { sourceSnapshotId: SNAPSHOT, kmsKeyId: keyOf(STRANGER) }, REFUSED),
    },
  },
});

const SNAPSHOT = 'snap-0123456789abcdef0';

/** The disk that is copied. */
function sourceOf({ sourceSnapshotId, sourceImageId, snapshotId }: Readonly<Record<string, unknown>>): string {
  return textOf(sourceSnapshotId) ?? textOf(sourceImageId) ?? textOf(snapshotId) ?? 'a disk';
}

function accountsOf(key: unknown): readonly string[] {
  const account = accountIn(textOf(key) ?? '');
  return account === undefined ? [] : [account];
}

function keyOf(account: string): string {
  return `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}

function copy(eventName: string, parameters: object, overrides = {}) {
  return called('ec2', eventName, { ...parameters, encrypted: true }, overrides);
}

function byDefault(account: string) {
  const ModifyEbsDefaultKmsKeyIdRequest = { KmsKeyId: keyOf(account) };
  return called('ec2', 'ModifyEbsDefaultKmsKeyId', { ModifyEbsDefaultKmsKeyIdRequest });
}
