import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { instanceSessionOf } from './instance-session.ts';

/** What runs in AWS and has credentials of its own, as the finding types about its credentials divide it. */
export interface Workload {
  /** Of the finding type: `InstanceCredentialExfiltration.OutsideAWS`. */
  readonly family: 'InstanceCredentialExfiltration' | 'ResourceCredentialExfiltration';
  /** After "Credentials of", in titles. */
  readonly noun: string;
  /** Whose credentials made the call, in words; undefined where they are of something else. */
  readonly of: (record: CloudTrailRecord) => string | undefined;
  /** How the credentials get out. */
  readonly theft: string;
}

export const INSTANCE: Workload = {
  family: 'InstanceCredentialExfiltration',
  noun: 'an instance',
  of(record) {
    const session = instanceSessionOf(record);
    return session === undefined ? undefined : `instance ${session}`;
  },
  theft:
    'Find the way the credentials were read (request forgery, a shell, a user-data script), and require IMDSv2 with a hop limit of 1.',
};

export const RESOURCE: Workload = {
  family: 'ResourceCredentialExfiltration',
  noun: 'a function or a task',
  of: (record) => functionOf(record) ?? taskOf(record),
  theft:
    'Find the way the credentials were read: environment variables of the function, the task’s credential endpoint, a dependency that sends them out.',
};

/** A function, or what else AWS says that it gave the credentials to: nobody can write `inScopeOf` ("CloudTrail userIdentity element"). */
function functionOf({ userIdentity: { inScopeOf } }: CloudTrailRecord): string | undefined {
  const { issuerType } = inScopeOf;
  if (issuerType === undefined) return undefined;
  const { credentialsIssuedTo } = inScopeOf;
  const name = credentialsIssuedTo?.slice(credentialsIssuedTo.lastIndexOf(':') + 1);
  return issuerType === 'AWS::Lambda::Function' ? `function ${name ?? '(unnamed)'}` : (name ?? issuerType);
}

/**
 * A task of ECS, whose session is named by the id of the task. Anybody who takes a role may call the session so: those
 * are left out whose record shows another way to the role, and random names of people's tools remain.
 */
function taskOf(record: CloudTrailRecord): string | undefined {
  const { principalId = '', sessionContext } = record.userIdentity;
  const start = principalId.length - TASK_ID_LENGTH;
  // Asked of every role's session that calls from outside: few names are as long as the id of a task.
  if (start < 1 || principalId[start - 1] !== ':') return undefined;
  const session = principalId.slice(start);
  if (!TASK_ID.test(session) || record.callerKind !== 'workload') return undefined;
  const isElse =
    sessionContext.ec2RoleDelivery !== undefined || sessionContext.webIdFederationData.federatedProvider !== undefined;
  return isElse ? undefined : `task ${session}`;
}

const TASK_ID_LENGTH = 32;
const TASK_ID = /^[0-9a-f]{32}$/;
