import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { instanceSessionOf, sessionNameOf } from './instance-session.ts';

/** A kind of workload in AWS with credentials of its own, as the finding types about stolen credentials divide them. */
export interface Workload {
  /** The family in the finding type: `InstanceCredentialExfiltration.OutsideAWS`. */
  readonly family: 'InstanceCredentialExfiltration' | 'ResourceCredentialExfiltration';
  /** After "Credentials of", in titles. */
  readonly noun: string;
  /** The workload whose credentials made the call, in words; undefined for other credentials. */
  readonly of: (record: CloudTrailRecord) => string | undefined;
  /** The `holder` of records made with these credentials. */
  readonly holder: 'instance' | 'resource';
  /** A step of the response: how to find the way the credentials got out. */
  readonly theft: string;
}

export const INSTANCE: Workload = {
  family: 'InstanceCredentialExfiltration',
  noun: 'an instance',
  holder: 'instance',
  of(record) {
    const session = instanceSessionOf(record);
    return session === undefined ? undefined : `instance ${session}`;
  },
  theft:
    'Find out how the credentials were read (server-side request forgery, a shell, a user-data script), and require IMDSv2 with a hop limit of 1.',
};

export const RESOURCE: Workload = {
  family: 'ResourceCredentialExfiltration',
  noun: 'a function or a task',
  holder: 'resource',
  of: (record) => (record.holder === 'resource' ? (functionOf(record) ?? `task ${sessionNameOf(record)}`) : undefined),
  theft:
    'Find out how the credentials were read: from environment variables of the function, from the credential endpoint of the task, or by a dependency that sends them out.',
};

/**
 * The function, or another workload that AWS issued the credentials to. No caller can write `inScopeOf` ("CloudTrail
 * userIdentity element").
 */
function functionOf({ userIdentity: { inScopeOf } }: CloudTrailRecord): string | undefined {
  const { issuerType } = inScopeOf;
  if (issuerType === undefined) return undefined;
  const { credentialsIssuedTo } = inScopeOf;
  const name = credentialsIssuedTo?.slice(credentialsIssuedTo.lastIndexOf(':') + 1);
  return issuerType === 'AWS::Lambda::Function' ? `function ${name ?? '(unnamed)'}` : (name ?? issuerType);
}
