import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

const BY_PERSON: Signal['routine'] = {
  means:
    'a person did it who signed in to the console or through Identity Center, as EC2 Instance Connect and Lightsail are meant to be used',
  is: ({ callerKind }) => callerKind === 'person',
};

export default defineSignals({
  type: 'LateralMovement:EC2/RemoteServices',
  title: 'An SSH key was pushed to an instance',
  why: 'Whoever may push a key can sign in to the instance for a minute without any of its own keys.',
  asks: 'Was a public SSH key pushed to an instance or to its serial console, or the key of a Lightsail instance retrieved?',
  attack: ['T1021.004', 'T1021.007', 'T1098.004'],
  signals: [
    {
      means: 'a caller other than a signed-in person pushed a key',
      severity: 'Medium',
      service: 'ec2-instance-connect',
      calls: ['SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'],
      did: ({ instanceId, instanceOSUser }, { eventName }) =>
        `pushed an SSH key to ${eventName.includes('Serial') ? 'the serial console of ' : ''}${String(instanceId ?? 'an instance')}${typeof instanceOSUser === 'string' ? ` for user ${instanceOSUser}` : ''}`,
      deployed: false,
      routine: BY_PERSON,
    },
    {
      means: 'a caller other than a signed-in person retrieved the key of an instance',
      severity: 'Medium',
      service: 'lightsail',
      calls: ['GetInstanceAccessDetails', 'DownloadDefaultKeyPair'],
      did: ({ instanceName }) =>
        typeof instanceName === 'string' && instanceName !== ''
          ? `retrieved the keys to sign in to ${instanceName}`
          : 'retrieved the default key pair of Lightsail',
      deployed: false,
      routine: BY_PERSON,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Lateral Movement/LateralMovement:EC2-RemoteServices',
  blindTo: [
    'Whether anybody signed in with the key, which is valid for a minute.',
    'Sessions by Session Manager, and by keys that are already on the instance.',
  ],
  falsePositives: ['Administrators and programs that regularly sign in by EC2 Instance Connect.'],
  respond: [
    'Ask the caller whether they meant to sign in to the instances.',
    'If not, disable the credentials, and look at the logs of the instances from that minute on.',
  ],
  references: [
    {
      title: 'Connect to your Linux instance using EC2 Instance Connect',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-linux-inst-eic.html',
    },
  ],
  examples: {
    fires: {
      'a user with a key pushes an SSH key': () => called('ec2-instance-connect', 'SendSSHPublicKey', KEY),
      'a role pushes one, to a serial console': () =>
        called('ec2-instance-connect', 'SendSerialConsoleSSHPublicKey', KEY, {
          userIdentity: roleSession('eve', 'Operations'),
        }),
      'the keys of Lightsail, by a user with a key': () => ({
        records: [
          ...called('lightsail', 'GetInstanceAccessDetails', { instanceName: 'blog', protocol: 'ssh' }).records,
          ...called('lightsail', 'DownloadDefaultKeyPair', null).records,
        ],
      }),
      'a person does it, which is Low': () =>
        called('ec2-instance-connect', 'SendSSHPublicKey', KEY, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'it was refused': () => called('ec2-instance-connect', 'SendSSHPublicKey', KEY, REFUSED),
      'the instance does not exist': () =>
        called('ec2-instance-connect', 'SendSSHPublicKey', KEY, { errorCode: 'EC2InstanceNotFoundException' }),
      'instances of Lightsail are listed': () => called('lightsail', 'GetInstances', null),
      'a key pair is imported': () => called('ec2', 'ImportKeyPair', { keyName: 'laptop' }),
    },
  },
});

const KEY = { instanceId: 'i-0123456789abcdef0', instanceOSUser: 'ec2-user', sSHPublicKey: 'ssh-ed25519 EXAMPLE' };
