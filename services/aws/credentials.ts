import type { STSClient } from '@aws-sdk/client-sts';
import { AwsError, awsError } from './aws-error.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'sts:AssumeRole',
    principals: ['administrator'],
    why: 'act as the member role in each account',
    resource: 'arn:${Partition}:iam::*:role/${MemberRole}',
  },
  {
    action: 'sts:AssumeRole',
    principals: ['administrator'],
    why: 'switch things on as the enrolment role in each account, where that is deployed',
    resource: 'arn:${Partition}:iam::*:role/${EnrolmentRole}',
  },
  {
    action: 'sts:TagSession',
    principals: ['administrator'],
    why: 'tag its sessions as the owner has configured',
    resource: 'arn:${Partition}:iam::*:role/${MemberRole}',
  },
];

/** The role for Vedette in every member account, as `infra/member-role.yaml` creates it. */
export interface MemberRole {
  /** Includes its path, if it has one: `security/VedetteMember`. */
  readonly name: string;
  readonly externalId: string | undefined;
  /** Appears in the members' CloudTrail as the session's name. */
  readonly sessionName: string;
  /**
   * Tags of the session: policies and the members' CloudTrail can identify it by them. The role must allow
   * `sts:TagSession`.
   */
  readonly sessionTags?: Readonly<Record<string, string>>;
}

/** Credentials in the SDK's form. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Credentials are replaced this long before they expire, so that no request in flight outlives them. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/**
 * An hour: the longest duration of a session that was itself begun by assuming a role ("role chaining" in the IAM User
 * Guide).
 */
const DURATION_SECONDS = 3600;

/** Provides credentials of the member role in an account. */
export interface CredentialsOf {
  (accountId: string): Promise<Credentials>;
  /** Drops an account's credentials: AWS no longer accepts them. */
  drop(accountId: string): void;
}

/**
 * Provides credentials of the member role, by account: assumed on first use, cached, and assumed anew before they
 * expire. Simultaneous callers share one request; a refusal is not cached.
 *
 * @throws AwsError `access-denied` when there is no such role, it does not trust us or wants another external id: AWS
 *   does not say which.
 */
export function memberCredentials(sts: () => Promise<STSClient>, role: MemberRole, partition: string): CredentialsOf {
  const held = new Map<string, Credentials>();
  const asked = new Map<string, Promise<Credentials>>();

  const credentialsOf = async (accountId: string): Promise<Credentials> => {
    const known = held.get(accountId);
    if (known?.expiration && known.expiration.getTime() - Date.now() > REFRESH_BEFORE_MS) return known;
    const pending = asked.get(accountId);
    if (pending !== undefined) return pending;
    const fresh = sts()
      .then((client) => assume(client, role, partition, accountId))
      .then((credentials) => {
        held.set(accountId, credentials);
        return credentials;
      })
      .finally(() => asked.delete(accountId));
    asked.set(accountId, fresh);
    return fresh;
  };
  return Object.assign(credentialsOf, { drop: (accountId: string) => void held.delete(accountId) });
}

async function assume(sts: STSClient, role: MemberRole, partition: string, accountId: string): Promise<Credentials> {
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const arn = `arn:${partition}:iam::${accountId}:role/${role.name}`;
  try {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: arn,
        RoleSessionName: role.sessionName,
        ExternalId: role.externalId,
        DurationSeconds: DURATION_SECONDS,
        ...(role.sessionTags && { Tags: Object.entries(role.sessionTags).map(([Key, Value]) => ({ Key, Value })) }),
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration)
      throw new Error('AWS STS answered without credentials');
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    };
  } catch (cause) {
    const error = awsError(`assume ${arn}`, cause);
    if (error.kind !== 'access-denied') throw error;
    throw new AwsError(
      error.kind,
      `AWS STS does not allow assuming ${arn}: the role is missing, does not trust this service, or requires a different ` +
        'external id. Deploy infra/member-role.yaml in that account with this administrator account and external id.',
      error.awsName,
      cause,
    );
  }
}
