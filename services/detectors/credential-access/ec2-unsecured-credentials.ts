import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'CredentialAccess:EC2/UnsecuredCredentials',
  title: 'The administrator password of a Windows instance was retrieved',
  why: 'Whoever has the password can sign in to the instance from anywhere, as its administrator.',
  asks: 'Did somebody retrieve the password that EC2 generated for a Windows instance?',
  attack: ['T1552', 'T1555'],
  signals: [
    {
      means: 'the password of a Windows instance was retrieved',
      severity: 'Medium',
      service: 'ec2',
      calls: ['GetPasswordData'],
      did: ({ instanceId }) => `retrieved the administrator password of ${String(instanceId ?? 'an instance')}`,
      deployed: true,
      routine: AT_WORK,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Credential Access/CredentialAccess:EC2-UnsecuredCredentials',
  blindTo: [
    'Whether the caller has the private key that decrypts the password.',
    'Requests that were refused.',
    'Requests made before EC2 has the password: the answer is empty, and the record does not say so.',
  ],
  falsePositives: ['Administrators who set up Windows instances with the key of a user, and image build tools.'],
  respond: [
    'Ask the caller whether they meant to sign in to the instance.',
    'If not, change the password, and look in the log of the instance for sign-ins since then.',
    'Replace the key pair if its private key may be in the wrong hands.',
  ],
  references: [
    {
      title: 'GetPasswordData',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html',
    },
  ],
  examples: {
    fires: {
      'a user retrieves a password': () => called('ec2', 'GetPasswordData', INSTANCE, { readOnly: true }),
      'a role retrieves a password': () =>
        called('ec2', 'GetPasswordData', INSTANCE, { readOnly: true, userIdentity: roleSession('eve', 'Support') }),
      'by a signed-in person, which is less': () =>
        called('ec2', 'GetPasswordData', INSTANCE, { readOnly: true, userIdentity: identityCenterUser() }),
    },
    quiet: {
      'it was refused': () => called('ec2', 'GetPasswordData', INSTANCE, { ...REFUSED, readOnly: true }),
      'a service retrieves it for somebody': () => called('ec2', 'GetPasswordData', INSTANCE, BY_CLOUDFORMATION),
      'another service has an API of that name': () => called('lightsail', 'GetPasswordData', INSTANCE),
    },
  },
});

const INSTANCE = { instanceId: 'i-0123456789abcdef0' };
