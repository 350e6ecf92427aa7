import { functionSession, iamUser, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { instanceSessionOf } from '../kits/instance-session.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals } from '../kits/signals.ts';
import { signedIn } from '../kits/sign-in.ts';

export default defineSignals({
  type: 'CredentialAccess:IAMUser/ConsoleFromStolenKey',
  own: true,
  title: 'The credentials of a machine were turned into a console session',
  why: 'Programs have no use for the console; whoever stole their credentials does.',
  asks: 'Was a token for the console made with the credentials of an instance, a task or a function?',
  attack: ['T1550.001', 'T1078.004', 'T1538'],
  signals: [
    {
      means: 'credentials of what runs in AWS were turned into a console session',
      severity: 'High',
      service: 'signin',
      calls: ['GetSigninToken'],
      did: (_, record) => (isOfWorkload(record) && signedIn(record) ? 'made a token for the console' : undefined),
      deployed: false,
      unless: 'pipeline',
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-ConsoleFromStolenKey',
  blindTo: ['Keys of users, and sessions that people take: tools turn those into console sessions all day.'],
  falsePositives: [
    'Portals that run on instances and send people to the console: name their role in `known` for pipeline.',
  ],
  respond: [
    'Ask the owner of the instance or the function whether it is a portal.',
    'If not, revoke the role’s sessions, and look at what was done in the console and at how the credentials got out.',
  ],
  references: [
    {
      title: 'Enable custom identity broker access to the AWS console',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
    },
  ],
  examples: {
    fires: {
      'of an instance': () => ({
        ...token(instanceSession()),
        also: ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS'],
      }),
      'of a function': () => ({
        ...token(functionSession()),
        also: ['UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS'],
      }),
    },
    quiet: {
      'of a role that a person took': () => token(roleSession()),
      'of a federated user': () => token({ ...iamUser(), type: 'FederatedUser' }),
      'it failed': () => token(instanceSession(), 'Failure'),
      'a portal that is known': () => ({
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
