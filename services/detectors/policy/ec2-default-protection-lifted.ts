import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { aboutAccount } from '../kits/access-key.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

/** Calls whose name alone says what they lift. */
const LIFTED: Readonly<Record<string, string>> = {
  DisableImageBlockPublicAccess: 'lifted the block of public images',
  DisableSnapshotBlockPublicAccess: 'lifted the block of public snapshots',
  DisableAllowedImagesSettings: 'let images of everybody be launched',
  EnableSerialConsoleAccess: 'switched on the serial console of machines',
};

export default defineSignals({
  type: 'Policy:EC2/DefaultProtectionLifted',
  own: true,
  title: 'A protection of all of EC2 in an account was lifted',
  why: 'Blocks of public sharing and defaults of new machines are lifted before images leave or credentials are taken.',
  asks: 'Was the block of public images or snapshots, the encryption of new disks, or the guard of metadata lifted, or the serial console switched on?',
  attack: ['T1562.001', 'T1552.005', 'T1537'],
  signals: [
    {
      means: 'a block of public sharing was lifted, the guard of metadata was, or the serial console was switched on',
      severity: 'Medium',
      service: 'ec2',
      calls: Object.keys(LIFTED),
      did: (_, { eventName }) => LIFTED[eventName],
      deployed: true,
    },
    {
      means: 'a block of public sharing was lifted, the guard of metadata was, or the serial console was switched on',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ModifyInstanceMetadataDefaults'],
      did: (_, record) =>
        ec2Parameter(record, 'httpTokens') === 'optional'
          ? 'let new machines hand out credentials without a token'
          : undefined,
      deployed: true,
    },
    {
      means: 'new disks are no longer encrypted by default',
      severity: 'Low',
      service: 'ec2',
      calls: ['DisableEbsEncryptionByDefault'],
      did: () => 'switched off encryption of new disks',
      deployed: true,
    },
  ],
  about: aboutAccount,

  asff: 'Software and Configuration Checks/Policy:EC2-DefaultProtectionLifted',
  blindTo: ['Protections that were never on.', 'Blocks that are made weaker without being lifted.'],
  falsePositives: ['Publishers of images, who lift the block once, and rescuers of broken machines.'],
  respond: [
    'Ask the caller what it was lifted for, and restore it.',
    'Look at images and snapshots that were shared since, and at sessions on serial consoles.',
    'Set the protections by a declarative policy of the organization: then accounts cannot lift them.',
  ],
  references: [
    {
      title: 'Block public access to your AMIs',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html',
    },
  ],
  examples: {
    fires: {
      'the block of public snapshots': () => called('ec2', 'DisableSnapshotBlockPublicAccess', {}),
      'metadata without tokens, by a role': () => metadata('optional', { userIdentity: roleSession() }),
      'encryption, which is less': () => called('ec2', 'DisableEbsEncryptionByDefault', {}),
    },
    quiet: {
      'the block is set': () => called('ec2', 'EnableSnapshotBlockPublicAccess', {}),
      'tokens are required': () => metadata('required'),
      'it was refused': () => called('ec2', 'DisableImageBlockPublicAccess', {}, REFUSED),
      'CloudFormation does it': () => called('ec2', 'EnableSerialConsoleAccess', {}, BY_CLOUDFORMATION),
    },
  },
});

function metadata(HttpTokens: string, overrides = {}) {
  return called(
    'ec2',
    'ModifyInstanceMetadataDefaults',
    { ModifyInstanceMetadataDefaultsRequest: { HttpTokens } },
    overrides,
  );
}
