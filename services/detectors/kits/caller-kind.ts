import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isByCaller } from './api-call.ts';

type Caller = Pick<CloudTrailRecord, 'userIdentity' | 'sourceIPAddress' | 'eventType'>;

/**
 * Whether a service of AWS acts by itself: as the service, in an event that no call led to, or with the role that AWS
 * keeps for it and nobody else can take ("Create a service-linked role").
 */
export function isServiceItself({ userIdentity, eventType }: Caller): boolean {
  const { arn, userName } = userIdentity.sessionContext.sessionIssuer;
  if (userIdentity.type === 'AWSService' || eventType === 'AwsServiceEvent') return true;
  return arn === undefined ? /^AWSServiceRoleFor[A-Z]/.test(userName ?? '') : arn.includes(':role/aws-service-role/');
}

/** Whether a service makes the call for whoever asked it to, as CloudFormation does. AWS says so, and nobody can forge it. */
export function isOnBehalf({ userIdentity, sourceIPAddress = '' }: Caller): boolean {
  return (
    !isByCaller(userIdentity.invokedBy) || /^(?!signin\.)[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(sourceIPAddress)
  );
}

/**
 * Whether a pipeline deploys: a session that a token of a build service was exchanged for ("Create a role for OpenID
 * Connect federation"). Whether the pipeline was taken over cannot be told; what it does is what pipelines do.
 */
export function isPipeline({ userIdentity }: Caller): boolean {
  const { federatedProvider } = userIdentity.sessionContext.webIdFederationData;
  return federatedProvider !== undefined && BUILD_SERVICES.test(federatedProvider);
}

/** Issuers of tokens for jobs: GitHub, GitLab, Terraform Cloud, CircleCI, Bitbucket, Azure DevOps, Buildkite, Spacelift. */
const BUILD_SERVICES =
  /(^|[/.])(actions\.githubusercontent\.com|gitlab\.[a-z.]+|app\.terraform\.io|oidc\.circleci\.com|api\.bitbucket\.org|vstoken\.dev\.azure\.com|agent\.buildkite\.com|app\.[a-z.]*spacelift\.io)($|[/:])/;

/** Whether a person sits before the browser: the console says so of its sessions. */
export function isAtConsole({ sessionCredentialFromConsole, userIdentity }: CloudTrailRecord): boolean {
  return sessionCredentialFromConsole === true || userIdentity.invokedBy === 'signin.amazonaws.com';
}

/** Whether somebody called who got the session by signing in: through Identity Center, by SAML, or to the console. */
export function isSignedIn(record: CloudTrailRecord): boolean {
  const { type, sessionContext } = record.userIdentity;
  return (
    isAtConsole(record) ||
    type === 'IdentityCenterUser' ||
    (sessionContext.sessionIssuer.userName ?? '').startsWith('AWSReservedSSO_')
  );
}

/** Whether the key is one that never expires: it lies in files, and gets lost with them. */
export function hasLongTermKey({ userIdentity: { accessKeyId } }: Pick<CloudTrailRecord, 'userIdentity'>): boolean {
  return accessKeyId?.startsWith('AKIA') ?? false;
}
