import { identityCenterUser, iamUser, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:IAMUser/MultiFactorChanged',
  own: true,
  title: 'The MFA device of another user was removed, or one registered for them',
  why: 'Without MFA, a password that the intruder has or sets is enough; with a device of the intruder, it is enough as well.',
  asks: 'Was the MFA device of a user removed, or one registered, by somebody other than the user?',
  attack: ['T1556.006', 'T1098.005'],
  signals: [
    {
      means: 'an MFA device was removed or registered with a key or by a role',
      severity: 'Medium',
      service: 'iam',
      calls: ['DeactivateMFADevice', 'EnableMFADevice'],
      did: (parameters, { userIdentity, eventName }) => {
        const user = textOf(parameters['userName']);
        const isOwn = userIdentity.type === 'IAMUser' && userIdentity.userName === user;
        if (user === undefined || isOwn) return undefined;
        if (eventName === 'DeactivateMFADevice') return `removed the MFA device of user ${user}`;
        // Root registers its own device, and those of the first users of an account.
        return userIdentity.type === 'Root' ? undefined : `registered an MFA device for user ${user}`;
      },
      deployed: true,
      unless: 'help-desk',
      routine: {
        means: 'a person did it in the console, as happens when a user is created or deleted there',
        is: ({ callerKind }) => callerKind === 'person',
      },
    },
    {
      means: 'an MFA device in IAM Identity Center was removed',
      severity: 'Medium',
      service: 'sso-directory',
      calls: ['DeleteMfaDeviceForUser'],
      did: ({ userId }, { userIdentity: { onBehalfOf } }) => {
        const user = textOf(userId);
        // In the access portal people remove devices of their own.
        return user === undefined || onBehalfOf.userId === user
          ? undefined
          : `removed the MFA device of ${user} in IAM Identity Center`;
      },
      deployed: true,
      unless: 'help-desk',
      routine: AT_WORK,
    },
  ],
  about: (record) => {
    const { userName, userId } = record.requestParameters ?? {};
    return aboutChanged(userName ?? userId, record);
  },
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-MultiFactorChanged',
  blindTo: [
    'Devices that are registered for somebody in IAM Identity Center.',
    'Devices of the root user.',
    'Whether IAM Identity Center requires MFA at all.',
  ],
  falsePositives: ['Users who leave or who lost a device: add the help desk’s role to `known` as `help-desk`.'],
  respond: [
    'Ask the user, through a channel that the intruder does not control, whether they requested it.',
    'If not, disable the user’s password and keys, and review sign-ins since.',
  ],
  references: [
    {
      title: 'Deactivate an MFA device',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_disable.html',
    },
  ],
  examples: {
    fires: {
      'by another user’s key': () => remove('bob'),
      'by a role': () => remove('bob', { userIdentity: roleSession() }),
      'one is registered for another user': () => register('bob'),
      'in IAM Identity Center, by an administrator': () => removeInDirectory(roleSession()),
    },
    quiet: {
      'by the user': () => remove('bob', { userIdentity: iamUser('bob') }),
      'a user registers their own': () => register('bob', { userIdentity: iamUser('bob') }),
      'by a caller who removes their own, which the call does not name': () =>
        called('iam', 'DeactivateMFADevice', { serialNumber: SERIAL }),
      'root registers one': () => ({
        ...register('AWS ROOT USER', { userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'it was refused': () => remove('bob', REFUSED),
      'in the access portal, by the user': () => removeInDirectory(identityCenterUser()),
      'CloudFormation deletes a stack': () => remove('bob', BY_CLOUDFORMATION),
      'by the help desk': () => ({
        ...remove('bob', { userIdentity: roleSession('carol', 'HelpDesk') }),
        known: [{ who: 'arn:aws:iam::*:role/HelpDesk', purposes: ['help-desk'], because: 'Their work.' }],
      }),
    },
  },
});

/** Of the user who `identityCenterUser` is. */
const USER_ID = '94d8c4b8-0000-4000-8000-00000example';
const SERIAL = 'arn:aws:iam::111122223333:mfa/phone';

function remove(userName: string, overrides = {}) {
  return called('iam', 'DeactivateMFADevice', { userName, serialNumber: SERIAL }, overrides);
}

function register(userName: string, overrides = {}) {
  return called('iam', 'EnableMFADevice', { userName, serialNumber: SERIAL }, overrides);
}

function removeInDirectory(userIdentity: object) {
  const parameters = { identityStoreId: 'd-example', userId: USER_ID, deviceId: 'example-device' };
  return called('sso-directory', 'DeleteMfaDeviceForUser', parameters, { userIdentity });
}
