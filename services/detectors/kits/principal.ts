import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey } from './access-key.ts';

/**
 * The caller, with whichever key. The console uses another temporary key for each service, and a deployment a new
 * session for each run: the acts of one principal make one finding.
 */
export function aboutPrincipal(record: CloudTrailRecord): Subject {
  const { resource, role } = aboutAccessKey(record);
  return { resource: { ...resource, id: principalOf(record) ?? resource.id }, role };
}

function principalOf(record: CloudTrailRecord): string | undefined {
  const { type, principalId, accountId } = record.userIdentity;
  if (type === 'Root') return accountId ?? record.accountId;
  if (!principalId) return undefined;
  const [role = '', session] = principalId.split(':');
  return session !== undefined && (record.callerKind === 'pipeline' || MADE_UP.test(session)) ? role : principalId;
}

/** Session names that SDKs and services generate where the caller gives none. */
const MADE_UP = /^(botocore-session|aws-go-sdk|aws-sdk-[a-z-]+|AWSCLI-Session|AWSCodeBuild|terraform)-[0-9a-f-]+$/i;

/**
 * The thing that a call changed, with the caller. The thing identifies the finding, so that a thing changed with two
 * keys makes one finding. Undefined where the record does not say what was changed.
 */
export function aboutChanged(id: unknown, record: CloudTrailRecord): Subject | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  const { resource, role } = aboutAccessKey(record);
  return { resource: { ...resource, id }, role };
}
