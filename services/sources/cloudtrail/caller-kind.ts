import type { Combined, CombinedColumn } from '../combined.ts';

/**
 * The kinds of callers that a record alone shows, by members that AWS sets ("CloudTrail userIdentity element"):
 *
 * - `service`: an AWS service by itself, or with its service-linked role in the account
 * - `root`: the root user, signed in or with a key
 * - `person`: somebody in the console, or with a session of IAM Identity Center or of an identity provider for people
 * - `iam-user`: a long-lived key of an IAM user, or a session that it was exchanged for
 * - `workload`: code on EC2, ECS, EKS or Lambda, with the role that it was given
 * - `app-user`: a user of an app, or a guest, whom Amazon Cognito or a provider for apps vouches for
 * - `pipeline`: a build with its provider’s token, or a service that deploys for others
 * - `role`: any other session of a role
 * - `other-account`: somebody of another account, about whom no more is known
 * - `anonymous`: nobody
 */
export const CALLER_KINDS = [
  'service',
  'root',
  'person',
  'iam-user',
  'workload',
  'app-user',
  'pipeline',
  'role',
  'other-account',
  'anonymous',
  'unknown',
] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** The kind of session, by its name: the text after the last colon of the principal. */
type Session = 'absent' | 'instance' | 'task' | 'pod' | 'other';

const ISSUER = 'userIdentity.sessionContext.sessionIssuer.arn';
const PROVIDER = 'userIdentity.sessionContext.webIdFederationData.federatedProvider';
const DELIVERY = 'userIdentity.sessionContext.ec2RoleDelivery';
const SCOPE = 'userIdentity.inScopeOf.issuerType';
const PRINCIPAL = 'userIdentity.principalId';

/** By `userIdentity.type`; all other types are `other`. */
const TYPES: Readonly<Record<string, string>> = {
  AWSService: 'service',
  Root: 'root',
  IdentityCenterUser: 'person',
  SAMLUser: 'person',
  IAMUser: 'user',
  FederatedUser: 'user',
  WebIdentityUser: 'token',
  AssumedRole: 'role',
  AWSAccount: 'account',
};

const CLASSES: Combined['classes'] = {
  eventType: (type) => (type === 'AwsServiceEvent' || type === 'AwsConsoleSignIn' ? type : 'other'),
  sessionCredentialFromConsole: (value) => (value === 'true' ? 'yes' : 'no'),
  'userIdentity.type': (type) => TYPES[type ?? ''] ?? 'other',
  'userIdentity.invokedBy': (name) => (name?.endsWith('.amazonaws.com') === true ? 'service' : 'other'),
  'userIdentity.accessKeyId': presence,
  [ISSUER]: (arn = '') =>
    arn.includes(':role/aws-service-role/')
      ? 'service'
      : arn.includes('/aws-reserved/sso.amazonaws.com/')
        ? 'identity-center'
        : 'other',
  [SCOPE]: presence,
  [DELIVERY]: presence,
  [PROVIDER]: (provider) => (provider === undefined ? 'absent' : providerOf(provider)),
  [PRINCIPAL]: sessionOf,
};

const CALLER_KIND: CombinedColumn = {
  values: CALLER_KINDS,
  is(classes): CallerKind {
    const { [ISSUER]: issuer, eventType, sessionCredentialFromConsole: console } = classes;
    const type = classes['userIdentity.type'];
    if (type === 'service' || eventType === 'AwsServiceEvent' || issuer === 'service') return 'service';
    switch (type) {
      case 'root':
        return 'root';
      case 'person':
        return 'person';
      case 'user':
        return console === 'yes' || eventType === 'AwsConsoleSignIn' ? 'person' : 'iam-user';
      case 'token':
        return 'pipeline';
      case 'role':
        return roleKindOf(classes);
      case 'account':
        return classes['userIdentity.accessKeyId'] === 'present' || classes[PRINCIPAL] !== 'absent'
          ? 'other-account'
          : 'anonymous';
      default:
        return classes['userIdentity.invokedBy'] === 'service' ? 'service' : 'unknown';
    }
  },
};

/**
 * The holder of the credentials, where something that runs in AWS got them from its role: an instance, or a `resource`,
 * which is a function or a task. Anybody who assumes a role may name the session like a task's. Records that show
 * another way to the role are excluded; what remains are random session names of people's tools.
 */
const HOLDER: CombinedColumn = {
  values: ['instance', 'resource'],
  is(classes) {
    if (classes[SCOPE] === 'present') return 'resource';
    if (classes[DELIVERY] === 'present' || classes[PRINCIPAL] === 'instance') return 'instance';
    const isTask = classes[PRINCIPAL] === 'task' && classes[PROVIDER] === 'absent';
    return isTask && CALLER_KIND.is(classes) === 'workload' ? 'resource' : undefined;
  },
};

/** The computed columns of CloudTrail events. */
export const CALLER: Combined = {
  within: 'userIdentity',
  classes: CLASSES,
  columns: { callerKind: CALLER_KIND, holder: HOLDER },
};

function roleKindOf(classes: Readonly<Record<string, string>>): CallerKind {
  if (classes['sessionCredentialFromConsole'] === 'yes' || classes[ISSUER] === 'identity-center') return 'person';
  if (classes[DELIVERY] === 'present' || classes[SCOPE] === 'present') return 'workload';
  if (classes[PROVIDER] !== 'absent') return BY_PROVIDER[classes[PROVIDER] ?? ''] ?? 'pipeline';
  // Sessions of ECS tasks and of pods have names that people have no reason to choose.
  return classes[PRINCIPAL] === 'task' || classes[PRINCIPAL] === 'pod' ? 'workload' : 'role';
}

const BY_PROVIDER: Readonly<Record<string, CallerKind>> = { cluster: 'workload', app: 'app-user' };

/**
 * Providers of an account's own have an ARN; those that AWS knows by themselves sign in users of apps
 * (`cognito-identity.amazonaws.com`, `accounts.google.com`).
 */
function providerOf(provider: string): string {
  if (CLUSTER.test(provider)) return 'cluster';
  return provider.startsWith('arn:') ? 'other' : 'app';
}

function presence(value: string | undefined): string {
  return value === undefined ? 'absent' : 'present';
}

function sessionOf(principalId: string | undefined): Session {
  if (principalId === undefined) return 'absent';
  const session = principalId.slice(principalId.lastIndexOf(':') + 1);
  if (INSTANCE_ID.test(session)) return 'instance';
  if (TASK.test(session)) return 'task';
  return POD.test(session) ? 'pod' : 'other';
}

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;
/** The identity provider of an EKS cluster's service accounts. */
const CLUSTER = /oidc\.eks\.[a-z0-9-]+\.amazonaws\.com/;
const TASK = /^[0-9a-f]{32}$/;
const POD = /^eks-[A-Za-z0-9-]+-[0-9a-f-]{36}$/;
