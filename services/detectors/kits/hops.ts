import type { Hops } from '#services/model/detector.ts';
import { cloudtrail, type CloudTrailFields, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { succeeded } from './api-call.ts';
import { isByHand } from './caller.ts';
import { aboutPrincipal } from './principal.ts';
import { enumerated } from './wording.ts';

/**
 * Follows callers of one account over the keys that they get from AWS STS ("AWS STS API Reference", `Credentials`).
 * Services, pipelines and workloads take most roles there are: their keys are not followed.
 */
export const hops: Hops<CloudTrailRecord, CloudTrailFields> = {
  from: cloudtrail('AssumeRole', 'AssumeRoleWithSAML', 'GetFederationToken', 'GetSessionToken'),
  where: {
    eventSource: (source) => source === 'sts.amazonaws.com',
    callerKind: (kind) => kind !== 'service' && kind !== 'pipeline' && kind !== 'workload',
    errorCode: succeeded,
  },
  callerOf: (record) => ({ resource: aboutPrincipal(record).resource, key: record.userIdentity.accessKeyId ?? '' }),
  isBy: ({ userIdentity: { accessKeyId = '', principalId } }, { resource, key }) =>
    accessKeyId === key && principalId === resource.accessKeyDetails?.principalId,
  issuedBy: (record, look) => {
    const { issuedKey } = record;
    return issuedKey !== undefined && isByHand(record, look) ? issuedKey : undefined;
  },
};

/** For sentences about acts over hops: ` (as … and …)`, or nothing where one identity did everything. */
export function actedAs(callers: readonly string[]): string {
  return callers.length > 1 ? ` (as ${enumerated(callers)})` : '';
}

/** The identity that acted, for `actedAs`. */
export function actorOf({ userIdentity: { arn, principalId } }: CloudTrailRecord): string | undefined {
  return arn ?? principalId;
}
