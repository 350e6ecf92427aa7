import type { CloudTrailRecord } from './record.ts';

/**
 * Who calls, as far as a record alone tells it by members that AWS sets ("CloudTrail userIdentity element"):
 *
 * - `service`: a service of AWS by itself, or with the role that it keeps in the account
 * - `root`: the root user, signed in or by a key
 * - `person`: somebody in the console, or with a session of IAM Identity Center or of an identity provider for people
 * - `iam-user`: a long-lived key of an IAM user, or a session that it was traded for
 * - `workload`: what runs on EC2, ECS, EKS or Lambda, with the role that it was given
 * - `pipeline`: a build by its provider’s token, or a service that deploys for others
 * - `role`: any other session of a role
 * - `other-account`: somebody of another account, of whom no more is said
 * - `anonymous`: nobody
 */
export type CallerKind =
  | 'service'
  | 'root'
  | 'person'
  | 'iam-user'
  | 'workload'
  | 'pipeline'
  | 'role'
  | 'other-account'
  | 'anonymous'
  | 'unknown';

type Telling = Pick<CloudTrailRecord, 'eventType' | 'isFromConsole' | 'userIdentity'>;

export function callerKindOf({ eventType, isFromConsole, userIdentity }: Telling): CallerKind {
  const { type, accessKeyId, principalId, invokedBy, sessionContext } = userIdentity;
  const issuer = sessionContext.sessionIssuer.arn ?? '';
  if (type === 'AWSService' || eventType === 'AwsServiceEvent' || issuer.includes(':role/aws-service-role/'))
    return 'service';
  switch (type) {
    case 'Root':
      return 'root';
    case 'IdentityCenterUser':
    case 'SAMLUser':
      return 'person';
    case 'IAMUser':
    case 'FederatedUser':
      return isFromConsole || eventType === 'AwsConsoleSignIn' ? 'person' : 'iam-user';
    case 'WebIdentityUser':
      return 'pipeline';
    case 'AssumedRole':
      return roleKindOf(userIdentity, issuer, isFromConsole);
    case 'AWSAccount':
      return accessKeyId || principalId ? 'other-account' : 'anonymous';
    default:
      return invokedBy?.endsWith('.amazonaws.com') ? 'service' : 'unknown';
  }
}

function roleKindOf(
  { inScopeOf, principalId, sessionContext }: CloudTrailRecord['userIdentity'],
  issuer: string,
  isFromConsole: boolean,
): CallerKind {
  const session = principalId?.slice(principalId.indexOf(':') + 1) ?? '';
  if (isFromConsole || issuer.includes('/aws-reserved/sso.amazonaws.com/')) return 'person';
  if (sessionContext.ec2RoleDelivery !== undefined || inScopeOf.issuerType !== undefined) return 'workload';
  const provider = sessionContext.webIdFederationData.federatedProvider;
  if (provider !== undefined) return CLUSTER.test(provider) ? 'workload' : 'pipeline';
  // Sessions of ECS tasks and of pods have such names, which people have no reason to choose.
  return TASK.test(session) || POD.test(session) ? 'workload' : 'role';
}

/** The provider of an EKS cluster's service accounts. */
const CLUSTER = /oidc\.eks\.[a-z0-9-]+\.amazonaws\.com/;
const TASK = /^[0-9a-f]{32}$/;
const POD = /^eks-[A-Za-z0-9-]+-[0-9a-f-]{36}$/;
