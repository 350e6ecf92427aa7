import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { aboutAccount } from '../kits/access-key.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';

/** Calls whose name alone says what they lift. */
const LIFTED: Readonly<Record<string, string>> = {
  DisableImageBlockPublicAccess: 'disabled the block of public images',
  DisableSnapshotBlockPublicAccess: 'disabled the block of public snapshots',
  DisableAllowedImagesSettings: 'disabled the restriction to allowed images',
  EnableSerialConsoleAccess: 'enabled the serial console of instances',
};

export default defineSignals({
  type: 'Policy:EC2/DefaultProtectionLifted',
  own: true,
  title: 'A protection of EC2 was disabled',
  why: 'Attackers disable blocks of public sharing and secure defaults before they share images or steal credentials.',
  asks: 'Was the block of public images, snapshots or VPCs, the restriction to allowed images, the encryption of new volumes or the token requirement for instance metadata (of new instances, or of one that runs) disabled, or the serial console enabled?',
  attack: ['T1562.001', 'T1552.005', 'T1537'],
  signals: [
    {
      means:
        'a block of public sharing, the restriction to allowed images or the metadata token requirement was disabled, or the serial console was enabled',
      severity: 'Medium',
      service: 'ec2',
      calls: Object.keys(LIFTED),
      did: (_, { eventName }) => LIFTED[eventName],
      deployed: true,
    },
    {
      means:
        'a block of public sharing, the restriction to allowed images or the metadata token requirement was disabled, or the serial console was enabled',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ModifyInstanceMetadataDefaults'],
      did: (_, record) =>
        ec2Parameter(record, 'httpTokens') === 'optional'
          ? 'made instance metadata tokens optional for new instances'
          : undefined,
      deployed: true,
    },
    {
      means: 'an instance was made to give its credentials to requests without a token',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ModifyInstanceMetadataOptions'],
      did(_, record) {
        if (ec2Parameter(record, 'httpTokens') !== 'optional') return undefined;
        return `made metadata tokens optional for instance ${String(ec2Parameter(record, 'instanceId'))}`;
      },
      deployed: true,
      routine: {
        means: 'a signed-in person or an infrastructure-as-code tool made tokens optional for one instance',
        is: (record) => AT_WORK.is(record) || saysDeploys(record.userAgent),
      },
    },
    {
      means: 'the block of traffic from and to the Internet was disabled',
      severity: 'Medium',
      service: 'ec2',
      calls: ['ModifyVpcBlockPublicAccessOptions'],
      did: (_, record) =>
        ec2Parameter(record, 'internetGatewayBlockMode') === 'off'
          ? 'disabled the block of traffic between VPCs and the Internet'
          : undefined,
      deployed: true,
    },
    {
      means: 'new volumes are no longer encrypted by default',
      severity: 'Low',
      service: 'ec2',
      calls: ['DisableEbsEncryptionByDefault'],
      did: () => 'disabled default encryption of new volumes',
      deployed: true,
    },
  ],
  about: aboutAccount,

  asff: 'Software and Configuration Checks/Policy:EC2-DefaultProtectionLifted',
  blindTo: ['Protections that were never enabled.', 'Protections that are weakened without being disabled.'],
  falsePositives: ['Publishers of images, who disable the block once, and people who rescue broken instances.'],
  respond: [
    'Ask the caller why it was disabled, and enable it again.',
    'Look for images and snapshots that were shared since, and for sessions on serial consoles.',
    'Enforce the protections with a declarative policy of the organization: accounts then cannot disable them.',
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
      'metadata of one instance without tokens, with a key': () => instance('optional'),
      'the same in the console, which is less': () => instance('optional', { userIdentity: identityCenterUser() }),
      'the same by Terraform, which is less': () => instance('optional', { userAgent: 'Terraform/1.9.0' }),
      'the block of public VPCs': () => internet('off'),
      'encryption, which is less': () => called('ec2', 'DisableEbsEncryptionByDefault', {}),
    },
    quiet: {
      'the block is enabled': () => called('ec2', 'EnableSnapshotBlockPublicAccess', {}),
      'the block of public VPCs is set': () => internet('block-ingress'),
      'tokens are required': () => metadata('required'),
      'tokens are required of one instance': () => instance('required'),
      'it was refused': () => called('ec2', 'DisableImageBlockPublicAccess', {}, REFUSED),
      'CloudFormation does it': () => called('ec2', 'EnableSerialConsoleAccess', {}, BY_CLOUDFORMATION),
    },
  },
});

function internet(InternetGatewayBlockMode: string) {
  const ModifyVpcBlockPublicAccessOptionsRequest = { InternetGatewayBlockMode };
  return called('ec2', 'ModifyVpcBlockPublicAccessOptions', { ModifyVpcBlockPublicAccessOptionsRequest });
}

function metadata(HttpTokens: string, overrides = {}) {
  return called(
    'ec2',
    'ModifyInstanceMetadataDefaults',
    { ModifyInstanceMetadataDefaultsRequest: { HttpTokens } },
    overrides,
  );
}

function instance(HttpTokens: string, overrides = {}) {
  const ModifyInstanceMetadataOptionsRequest = { InstanceId: 'i-0123456789abcdef0', HttpTokens };
  return called('ec2', 'ModifyInstanceMetadataOptions', { ModifyInstanceMetadataOptionsRequest }, overrides);
}
