import type { Subject } from '#services/model/subject.ts';
import { trustIn, type Trust } from '#services/resources/kits/trust.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { textOf } from './parameters.ts';
import { aboutChanged } from './principal.ts';

/** The trust policy that a call gives a role; undefined where the call is another. */
export function trustOf(record: CloudTrailRecord): Trust | undefined {
  const { eventName } = record;
  // Roles are taken far more often than they are changed, and what is asked for costs as much as the whole record.
  if (eventName !== 'CreateRole' && eventName !== 'UpdateAssumeRolePolicy') return undefined;
  const { requestParameters = {} } = record;
  const document = requestParameters[eventName === 'CreateRole' ? 'assumeRolePolicyDocument' : 'policyDocument'];
  return document === undefined ? undefined : trustIn(document);
}

/** Names of roles are one space, whatever the path. */
export function roleNameOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  const arn = textOf(requestParameters['roleArn']);
  return textOf(requestParameters['roleName']) ?? arn?.slice(arn.lastIndexOf('/') + 1);
}

/** The role that a call makes, changes or takes, with whoever called. */
export function aboutRole(record: CloudTrailRecord): Subject | undefined {
  const roleName = roleNameOf(record);
  const about = aboutChanged(roleName, record);
  if (about === undefined || roleName === undefined) return undefined;
  return { ...about, resource: { ...about.resource, iamRoleDetails: { roleName } } };
}
