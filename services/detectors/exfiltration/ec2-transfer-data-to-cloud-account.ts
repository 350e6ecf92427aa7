import { defineDetector } from '#services/model/detector.ts';
import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { eachOf, foreignAmong, together } from '../kits/foreign.ts';
import { aboutChanged } from '../kits/principal.ts';
import { addedTo, type SharedWith } from '../kits/shared-with.ts';
import { called, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Exfiltration:EC2/TransferDataToCloudAccount',
  title: 'An image or a snapshot was given to somebody else',
  why: 'A disk that another account may use is copied there in minutes, with all that is on it, and no record here tells.',
  asks: 'Was a machine image or a disk snapshot shared with everybody, or with an account that is none of ours?',
  severity: 'High',
  attack: ['T1537'],

  from: cloudtrail('ModifyImageAttribute', 'ModifySnapshotAttribute'),
  where: {
    eventSource: (source) => source === 'ec2.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => record.callerKind !== 'service' && isShared(sharedWith(record)),
  about: (record) =>
    aboutChanged(record.requestParameters?.['imageId'] ?? record.requestParameters?.['snapshotId'], record),
  tally: (t) => ({
    everybody: t.distinct((record) => (sharedWith(record).everybody ? 'everybody' : undefined)),
    accounts: t.distinct((record) => together(sharedWith(record).accounts)),
  }),
  having: (window, look) =>
    window.tallies.everybody.size > 0 || foreignAmong(eachOf(window.tallies.accounts), window, look).length > 0,

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
    'Whether anybody used it: what another account does with it is in that account’s records.',
    'Snapshots behind an image that is shared, and keys of KMS that are shared with them.',
    'Accounts beyond the twentieth set that one image was shared with in a day.',
  ],
  falsePositives: [
    'Publishers of images, and partners whose accounts are not named in `known` of vedette.yaml.',
    'Accounts of one’s own that no logs and no directory tell of.',
  ],
  respond: [
    'Take the permission away, and ask the caller whose account it is.',
    'If nobody knows it, take what is on the disk for lost: change the secrets that were there.',
    'Switch on the block of public access for images and snapshots; name partners in `known`.',
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
      'an image for everybody': () => image({ add: { items: [{ group: 'all' }] } }),
      'a snapshot for an own account, and for a stranger': () =>
        snapshot({ add: { items: [{ userId: '444455556666' }, { userId: STRANGER }] } }),
      'by a role, to an organization that is not ours': () =>
        image(
          { add: { items: [{ organizationArn: `arn:aws:organizations::${STRANGER}:organization/o-exampleorgid` }] } },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
      'in the older form': () =>
        called('ec2', 'ModifySnapshotAttribute', {
          ...SNAPSHOT,
          operationType: 'add',
          userIds: [STRANGER],
        }),
    },
    quiet: {
      'an own account': () => snapshot({ add: { items: [{ userId: '444455556666' }] } }),
      'a stranger is taken out': () => snapshot({ remove: { items: [{ userId: STRANGER }] } }),
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
