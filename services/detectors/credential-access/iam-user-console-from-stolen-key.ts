import { functionSession, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { instanceSessionOf } from '../kits/instance-session.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals } from '../kits/signals.ts';
import { signedIn } from '../kits/sign-in.ts';

export default defineSignals({
  type: 'CredentialAccess:IAMUser/ConsoleFromStolenKey',
  own: true,
  title: 'The credentials of a workload were turned into a console session',
  why: 'Programs have no use for the console, but people who stole their credentials do.',
  asks: 'Was a console sign-in token created with the credentials of an instance, a task or a function?',
  attack: ['T1550.001', 'T1078.004', 'T1538'],
  signals: [
    {
      means: 'the credentials of an instance, a task or a function were turned into a console session',
      severity: 'High',
      service: 'signin',
      calls: ['GetSigninToken'],
      did: (_, record) => (isOfWorkload(record) && signedIn(record) ? 'created a console sign-in token' : undefined),
      deployed: false,
      unless: 'pipeline',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-ConsoleFromStolenKey',
  blindTo: ['Keys of users, and sessions of people: tools turn those into console sessions all day.'],
  falsePositives: [
    'Portals that run on instances and send people to the console: add their role to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the owner of the instance or the function whether it is a portal.',
    'If not, revoke the role’s sessions, review what was done in the console, and find out how the credentials leaked.',
  ],
  references: [
    {
      title: 'Enable custom identity broker access to the AWS console',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
    },
  ],
  examples: {
    fires: {
      'credentials of an instance': () => ({
        ...token(instanceSession()),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'credentials of a function': () => ({
        ...token(functionSession()),
        also: ['UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS'],
      }),
    },
    quiet: {
      'a role that a person assumed': () => token(roleSession()),
      'a federated user': () => token({ ...iamUser(), type: 'FederatedUser' }),
      'a failed attempt': () => token(instanceSession(), 'Failure'),
      'a known portal': () => ({
        ...token(instanceSession('i-0123456789abcdef0', 'portal')),
        known: [{ who: 'arn:aws:iam::*:role/portal', purposes: ['pipeline'], because: 'Our portal.' }],
      }),
    },
  },
});

function isOfWorkload(record: CloudTrailRecord): boolean {
  return record.callerKind === 'workload' || instanceSessionOf(record) !== undefined;
}

function token(userIdentity: object, outcome = 'Success') {
  return called('signin', 'GetSigninToken', null, {
    userIdentity,
    eventType: 'AwsConsoleSignIn',
    responseElements: { GetSigninToken: outcome },
  });
}
