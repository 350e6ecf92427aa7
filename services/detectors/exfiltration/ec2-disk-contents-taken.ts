import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import {
  event,
  iamUser,
  identityCenterUser,
  instanceSession,
  roleSession,
  rootUser,
} from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller, succeeded } from '../kits/api-call.ts';
import { knownCaller } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:EC2/DiskContentsTaken',
  own: true,
  title: 'The blocks of a snapshot were read by a user, or from outside AWS',
  why: 'Reading the blocks of a snapshot copies the whole disk without an instance, a volume or a share that anybody would see.',
  asks: 'Did an IAM user, a signed-in person, the root user, or anybody outside AWS read the blocks of a snapshot?',
  severity: 'Medium',
  attack: ['T1530', 'T1537', 'T1005'],

  from: cloudtrail('GetSnapshotBlock', 'ListSnapshotBlocks', 'ListChangedBlocks'),
  where: {
    eventSource: (source) => source === 'ebs.amazonaws.com',
    errorCode: succeeded,
    callerKind: (kind) => kind !== 'service',
    'userIdentity.invokedBy': isByCaller,
  },
  and: (record, look) => {
    const { callerKind, sourceIPAddress = '' } = record;
    const isUsers = callerKind === 'iam-user' || callerKind === 'person' || callerKind === 'root';
    const isOutside = isPublicAddress(sourceIPAddress) && !look.intel.amazon(sourceIPAddress);
    const caller = knownCaller(record);
    return (
      (isUsers || isOutside) &&
      !look.organization.serves('backup', caller, record.time) &&
      !look.organization.serves('forensics', caller, record.time)
    );
  },
  about: aboutPrincipal,
  tally: (t) => ({
    snapshots: t.sample(snapshotOf),
    calls: t.sample(({ eventName }) => eventName),
    addresses: t.sample(({ sourceIPAddress }) => sourceIPAddress),
  }),

  explain: ({ subject, tallies: { snapshots, calls, addresses } }) =>
    `${capitalized(callerOf(subject.resource))} read the blocks of ${enumerated(snapshots)} (${enumerated(calls)}) from ${enumerated(addresses)}.`,
  asff: 'Effects/Data Exfiltration/Exfiltration:EC2-DiskContentsTaken',
  blindTo: [
    'Trails without data events of snapshots (AWS::EC2::Snapshot), which few accounts record.',
    'Instances and functions in AWS, whose roles backup products use all day.',
    'Images that are exported to a bucket.',
  ],
  falsePositives: ['Backup products in your own networks: add their user or role to `known` as `backup`.'],
  respond: [
    'Ask the owner of the credentials which program reads the snapshot.',
    'If nobody knows, disable them, and treat the data on the disk as stolen: change its passwords and keys.',
    'Deny ebs:GetSnapshotBlock to everybody except the backup roles.',
  ],
  references: [
    {
      title: 'Use EBS direct APIs to access the contents of an EBS snapshot',
      url: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => ({ records: [read('ListSnapshotBlocks'), read('GetSnapshotBlock')] }),
      'the changed blocks between two snapshots': () => ({ records: [read('ListChangedBlocks')] }),
      'with the key of a user, on an instance in AWS': () => ({
        records: [read('GetSnapshotBlock', { sourceIPAddress: '10.0.0.7' })],
      }),
      'by somebody who is signed in, in AWS': () => ({
        records: [read('GetSnapshotBlock', { userIdentity: identityCenterUser(), sourceIPAddress: '10.0.0.7' })],
      }),
      'by the root user, in AWS': () => ({
        records: [read('GetSnapshotBlock', { userIdentity: rootUser(), sourceIPAddress: '10.0.0.7' })],
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'with a role, outside AWS': () => ({ records: [read('GetSnapshotBlock', { userIdentity: roleSession() })] }),
    },
    quiet: {
      'a backup product on an instance in AWS': () => ({
        records: [read('GetSnapshotBlock', { userIdentity: instanceSession(), sourceIPAddress: '10.0.0.7' })],
      }),
      'by a role for backups': () => ({
        records: [read('GetSnapshotBlock')],
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['backup'], because: 'Reads what changed.' }],
      }),
      'by somebody who investigates': () => ({
        records: [read('GetSnapshotBlock')],
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['forensics'], because: 'Reads stolen disks.' }],
      }),
      'from an address of AWS': () => ({
        records: [read('GetSnapshotBlock', { userIdentity: instanceSession() })],
        amazon: ['198.51.100.7'],
      }),
      'a service that is named as the address': () => ({
        records: [read('GetSnapshotBlock', { userIdentity: roleSession(), sourceIPAddress: 'ec2.amazonaws.com' })],
      }),
      'a call of the same name of another service': () => ({
        records: [read('GetSnapshotBlock', { eventSource: 'storagegateway.amazonaws.com' })],
      }),
      'AWS Backup': () => ({
        records: [
          read('ListSnapshotBlocks', {
            userIdentity: { ...roleSession(), invokedBy: 'backup.amazonaws.com' },
            sourceIPAddress: 'backup.amazonaws.com',
          }),
        ],
      }),
      'blocks are written': () => ({ records: [read('PutSnapshotBlock')] }),
      'it was refused': () => ({ records: [read('GetSnapshotBlock', { errorCode: 'AccessDeniedException' })] }),
    },
  },
});

function snapshotOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  return (
    textOf(requestParameters['snapshotId']) ??
    textOf(requestParameters['secondSnapshotId']) ??
    textOf(requestParameters['firstSnapshotId'])
  );
}

function read(eventName: string, overrides = {}) {
  return event({
    eventSource: 'ebs.amazonaws.com',
    eventName,
    eventCategory: 'Data',
    managementEvent: false,
    userIdentity: iamUser('mallory'),
    requestParameters: { snapshotId: 'snap-0123456789abcdef0', blockIndex: 3 },
    ...overrides,
  });
}
