import { defineDetector } from '#services/model/detector.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { eachOf, foreignAmong, together } from '../kits/foreign.ts';
import { aboutChanged } from '../kits/principal.ts';
import { addedTo, isByBackup, type SharedWith } from '../kits/shared-with.ts';
import { called, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:EC2/TransferDataToCloudAccount',
  title: 'An image or a snapshot was shared outside the organization',
  why: 'Another account can copy a shared disk within minutes, with everything on it, and no record in your account shows that.',
  asks: 'Was a machine image or a disk snapshot shared with everybody, or with an account outside the organization?',
  attack: ['T1537'],

  from: cloudtrail('ModifyImageAttribute', 'ModifySnapshotAttribute'),
  where: {
    eventSource: (source) => source === 'ec2.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => record.callerKind !== 'service' && !isByBackup(record) && isShared(sharedWith(record)),
  about: (record) =>
    aboutChanged(record.requestParameters?.['imageId'] ?? record.requestParameters?.['snapshotId'], record),
  tally: (t) => ({
    everybody: t.distinct((record) => (sharedWith(record).everybody ? 'everybody' : undefined)),
    accounts: t.distinct((record) => together(sharedWith(record).accounts)),
    byAccount: t.distinct((record) => (sharedWith(record).byAccount ? 'account' : undefined)),
  }),
  having: (window, look) =>
    window.tallies.everybody.size > 0 || foreignAmong(eachOf(window.tallies.accounts), window, look).length > 0,

  severity: {
    when: {
      High: 'shared with everybody, with an account by its id, or with an organization that is not yours',
      Low: 'shared with an organization or a part of one that may be yours, because no directory was read',
    },
    of: ({ tallies: { everybody, byAccount } }, { organization }) =>
      organization.knowsMembers || everybody.size + byAccount.size > 0 ? 'High' : 'Low',
  },
  explain: (finding, look) => {
    const whom = [
      ...(finding.tallies.everybody.size > 0 ? ['everybody'] : []),
      ...foreignAmong(eachOf(finding.tallies.accounts), finding, look).map((id) => `account ${id}`),
    ];
    const { resource } = finding.subject;
    return `${capitalized(callerOf(resource))} shared ${resource.id} with ${enumerated(whom)}.`;
  },
  asff: 'Effects/Data Exfiltration/Exfiltration:EC2-TransferDataToCloudAccount',
  blindTo: [
    'Whether anybody used it: what another account does with it is in the records of that account.',
    'Snapshots behind a shared image, and KMS keys that are shared with them.',
    'Accounts beyond the twentieth group that one image was shared with in a day.',
  ],
  falsePositives: [
    'Publishers of images, and partners whose accounts are not named in `known` of vedette.yaml.',
    'Accounts of yours that appear in no logs and no directory.',
  ],
  respond: [
    'Remove the permission, and ask the caller whose account it is.',
    'If nobody knows it, treat the data on the disk as stolen: change the secrets that were there.',
    'Turn on Block Public Access for images and snapshots; name partners in `known`.',
  ],
  references: [
    {
      title: 'Custom Detection Rules finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-custom-detection-rules.html',
    },
    {
      title: 'Share an Amazon EBS snapshot with other AWS accounts',
      url: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html',
    },
  ],
  examples: {
    fires: {
      'an image, shared with everybody': () => image({ add: { items: [{ group: 'all' }] } }),
      'a snapshot, shared with an account of the organization and with a stranger': () =>
        snapshot({ add: { items: [{ userId: '444455556666' }, { userId: STRANGER }] } }),
      'by a role, with an organization, which is Low without a directory': () =>
        image(
          { add: { items: [{ organizationArn: `arn:aws:organizations::${STRANGER}:organization/o-exampleorgid` }] } },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
      'with an organization, and with a stranger by the id': () =>
        image({
          add: {
            items: [
              { organizationArn: `arn:aws:organizations::${STRANGER}:organization/o-exampleorgid` },
              { userId: STRANGER },
            ],
          },
        }),
      'in the older form of the call': () =>
        called('ec2', 'ModifySnapshotAttribute', {
          ...SNAPSHOT,
          operationType: 'add',
          userIds: [STRANGER],
        }),
    },
    quiet: {
      'shared with an account of the organization': () => snapshot({ add: { items: [{ userId: '444455556666' }] } }),
      'a stranger is removed': () => snapshot({ remove: { items: [{ userId: STRANGER }] } }),
      'AWS Backup copies it to an account of the organization, which no directory names': () =>
        snapshot(
          { add: { items: [{ userId: STRANGER }] } },
          { userIdentity: { ...roleSession('AWSBackup', 'Backup'), invokedBy: 'backup.amazonaws.com' } },
        ),
      'it was refused': () => image({ add: { items: [{ group: 'all' }] } }, REFUSED),
      'a partner that the owner knows': () => ({
        ...snapshot({ add: { items: [{ userId: STRANGER }] } }),
        known: [{ who: STRANGER, purposes: ['vendor'], because: 'Scans disks for us.' }],
      }),
      'an image gets a description': () =>
        called('ec2', 'ModifyImageAttribute', { imageId: 'ami-0123456789abcdef0', description: { value: 'web' } }),
    },
  },
});

const STRANGER = '999900001111';
const SNAPSHOT = { snapshotId: 'snap-0123456789abcdef0', attributeType: 'CREATE_VOLUME_PERMISSION' };

function sharedWith({ eventName, requestParameters = {} }: CloudTrailRecord): SharedWith {
  return addedTo(
    requestParameters,
    eventName === 'ModifyImageAttribute' ? 'launchPermission' : 'createVolumePermission',
  );
}

function isShared({ everybody, accounts }: SharedWith): boolean {
  return everybody || accounts.length > 0;
}

function image(launchPermission: object, overrides = {}) {
  const parameters = { imageId: 'ami-0123456789abcdef0', launchPermission, attributeType: 'launchPermission' };
  return called('ec2', 'ModifyImageAttribute', parameters, overrides);
}

function snapshot(createVolumePermission: object, overrides = {}) {
  return called('ec2', 'ModifySnapshotAttribute', { ...SNAPSHOT, createVolumePermission }, overrides);
}
