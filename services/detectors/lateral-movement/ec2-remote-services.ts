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
  title: 'A key to sign in with was pushed to an instance',
  why: 'Who may push a key gets into the machine for a minute without any of its own keys.',
  asks: 'Was a public SSH key pushed to an instance, or to its serial console, or the key of one of Lightsail fetched?',
  attack: ['T1021.004', 'T1021.007', 'T1098.004'],
  signals: [
    {
      means: 'a key was pushed by somebody who did not sign in to AWS as a person',
      severity: 'Medium',
      service: 'ec2-instance-connect',
      calls: ['SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'],
      did: ({ instanceId, instanceOSUser }, { eventName }) =>
        `pushed an SSH key to ${eventName.includes('Serial') ? 'the serial console of ' : ''}${String(instanceId ?? 'an instance')}${typeof instanceOSUser === 'string' ? ` for user ${instanceOSUser}` : ''}`,
      deployed: false,
      routine: BY_PERSON,
    },
    {
      means: 'the key of a machine was fetched by somebody who did not sign in to AWS as a person',
      severity: 'Medium',
      service: 'lightsail',
      calls: ['GetInstanceAccessDetails', 'DownloadDefaultKeyPair'],
      did: ({ instanceName }) =>
        typeof instanceName === 'string' && instanceName !== ''
          ? `fetched the keys to sign in to ${instanceName} with`
          : 'fetched the key that machines of Lightsail are made with',
      deployed: false,
      routine: BY_PERSON,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Lateral Movement/LateralMovement:EC2-RemoteServices',
  blindTo: [
    'Whether anybody signed in with the key, which holds for a minute.',
    'Sessions by Session Manager, and by keys of the machine.',
  ],
  falsePositives: ['Administrators and programs that sign in by EC2 Instance Connect as a matter of course.'],
  respond: [
    'Ask the caller whether they meant to sign in to the machines.',
    'If not, disable the credentials, and look at the machines’ own logs from that minute on.',
  ],
  references: [
    {
      title: 'Connect to your Linux instance using EC2 Instance Connect',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-linux-inst-eic.html',
    },
  ],
  examples: {
    fires: {
      'a user with a key pushes one': () => called('ec2-instance-connect', 'SendSSHPublicKey', KEY),
      'a role does, to a serial console': () =>
        called('ec2-instance-connect', 'SendSerialConsoleSSHPublicKey', KEY, {
          userIdentity: roleSession('eve', 'Operations'),
        }),
      'the keys of Lightsail, by a user with a key': () => ({
        records: [
          ...called('lightsail', 'GetInstanceAccessDetails', { instanceName: 'blog', protocol: 'ssh' }).records,
          ...called('lightsail', 'DownloadDefaultKeyPair', null).records,
        ],
      }),
      'a person does, which is Low': () =>
        called('ec2-instance-connect', 'SendSSHPublicKey', KEY, { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'it was refused': () => called('ec2-instance-connect', 'SendSSHPublicKey', KEY, REFUSED),
      'there is no such machine': () =>
        called('ec2-instance-connect', 'SendSSHPublicKey', KEY, { errorCode: 'EC2InstanceNotFoundException' }),
      'the machines of Lightsail are listed': () => called('lightsail', 'GetInstances', null),
      'a key pair is imported': () => called('ec2', 'ImportKeyPair', { keyName: 'laptop' }),
    },
  },
});

const KEY = { instanceId: 'i-0123456789abcdef0', instanceOSUser: 'ec2-user', sSHPublicKey: 'ssh-ed25519 EXAMPLE' };
