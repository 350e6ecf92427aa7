import { roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, BY_FUNCTION, called, defineSignals, REFUSED } from '../kits/signals.ts';

/** What each call does for a user, in words that follow the caller's name. */
const DID: Readonly<Record<string, string>> = {
  UpdateAccessKey: 'made an access key valid again for',
  UpdateSigningCertificate: 'made a signing certificate valid again for',
  UploadSigningCertificate: 'uploaded a signing certificate for',
  UploadSSHPublicKey: 'uploaded an SSH key for',
  CreateServiceSpecificCredential: 'created a password for a service for',
  ResetServiceSpecificCredential: 'reset a password for a service for',
};

export default defineSignals({
  type: 'Persistence:IAMUser/CredentialForOther',
  own: true,
  title: 'A seldom watched credential was made for another user, with a key or a role',
  why: 'Whoever looks for new access keys and passwords misses old keys that are valid again, certificates, SSH keys and passwords for single services.',
  asks: 'Was an access key of another user made valid again, or was another user given a certificate, an SSH key or a password for a service, with a key or a role?',
  attack: ['T1098.001', 'T1098.004'],
  signals: [
    {
      means: 'it was done with the key of a user or a role at a public address',
      severity: 'Medium',
      service: 'iam',
      calls: Object.keys(DID),
      did: (parameters, record) =>
        isMade(parameters, record) && isForOther(parameters, record)
          ? `${DID[record.eventName]} user ${textOf(parameters['userName']) ?? '(not named)'}`
          : undefined,
      deployed: true,
      unless: 'key-rotation',
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:IAMUser-CredentialForOther',
  blindTo: [
    'New access keys and passwords of the console: Persistence:IAM/AccountManipulation reports those, and Bedrock keys are PrivilegeEscalation:IAM/AccountManipulation.',
    'Credentials that somebody makes for their own user, except signing certificates.',
  ],
  falsePositives: ['An administrator who works with the key of a user and sets up Git access for colleagues.'],
  respond: [
    'Ask the user whether they requested it.',
    'If not, delete the credential, disable those of the caller, and review what both did since.',
  ],
  references: [
    {
      title: 'IAM credentials for CodeCommit: Git credentials, SSH keys, and AWS access keys',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html',
    },
  ],
  examples: {
    fires: {
      'an access key is valid again': () => key('Active'),
      'an SSH key, by a role at a public address': () => ssh('bob', { userIdentity: roleSession() }),
      'a password for Git': () => password('codecommit.amazonaws.com'),
      'a password for a service is reset': () =>
        called('iam', 'ResetServiceSpecificCredential', {
          userName: 'bob',
          serviceSpecificCredentialId: 'ACCAEXAMPLE',
        }),
      'a certificate, also for oneself': () => certificate('UploadSigningCertificate', 'mallory'),
      'a certificate is valid again': () => certificate('UpdateSigningCertificate', 'bob', 'Active'),
      'by a function, which is less': () => ssh('bob', BY_FUNCTION),
    },
    quiet: {
      'an access key is disabled': () => key('Inactive'),
      'a certificate is disabled': () => certificate('UpdateSigningCertificate', 'bob', 'Inactive'),
      'an SSH key of one’s own': () => ssh('mallory'),
      'an SSH key of the caller, whom the call does not name': () => ssh(undefined),
      'it was refused': () => ssh('bob', REFUSED),
      'CloudFormation creates a stack': () => ssh('bob', BY_CLOUDFORMATION),
      'keys are rotated': () => ({
        ...key('Active'),
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['key-rotation'], because: 'Its work.' }],
      }),
    },
  },
});

/** Whether the credential is valid after the call. Bedrock keys have a finding type of GuardDuty's. */
function isMade({ status, serviceName }: Parameters, { eventName }: CloudTrailRecord): boolean {
  return (!eventName.startsWith('Update') || status === 'Active') && serviceName !== 'bedrock.amazonaws.com';
}

/** Whether it is for another user. Nobody needs signing certificates, so those count for the caller's own user as well. */
function isForOther({ userName }: Parameters, { eventName, userIdentity }: CloudTrailRecord): boolean {
  const user = textOf(userName);
  const countsForAnyUser = eventName === 'UploadSigningCertificate' && userIdentity.type === 'IAMUser';
  return countsForAnyUser || (user !== undefined && user !== userIdentity.userName);
}

function key(status: string) {
  return called('iam', 'UpdateAccessKey', { userName: 'bob', accessKeyId: 'AKIAEXAMPLEKEY000002', status });
}

function ssh(userName: string | undefined, overrides = {}) {
  return called('iam', 'UploadSSHPublicKey', { userName, sSHPublicKeyBody: 'ssh-rsa EXAMPLE' }, overrides);
}

function password(serviceName: string) {
  return called('iam', 'CreateServiceSpecificCredential', { userName: 'bob', serviceName });
}

function certificate(eventName: string, userName: string, status?: string) {
  return called('iam', eventName, { userName, certificateId: 'EXAMPLE', status });
}
