import type { Subject } from '#services/model/subject.ts';
import { trustIn, type Trust } from '#services/resources/kits/trust.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { textOf } from './parameters.ts';
import { aboutChanged } from './principal.ts';

/** The trust policy that a call gives a role; undefined for other calls. */
export function trustOf(record: CloudTrailRecord): Trust | undefined {
  const { eventName } = record;
  // Roles are assumed far more often than changed, and reading the parameters costs as much as reading the whole
  // record.
  if (eventName !== 'CreateRole' && eventName !== 'UpdateAssumeRolePolicy') return undefined;
  const { requestParameters = {}, time } = record;
  const document = requestParameters[eventName === 'CreateRole' ? 'assumeRolePolicyDocument' : 'policyDocument'];
  return document === undefined ? undefined : trustIn(document, time);
}

/** The name alone identifies a role: no two roles of an account share one, whatever their paths. */
export function roleNameOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  const arn = textOf(requestParameters['roleArn']);
  return textOf(requestParameters['roleName']) ?? arn?.slice(arn.lastIndexOf('/') + 1);
}

/** The role that a call creates, changes or assumes, with the caller. */
export function aboutRole(record: CloudTrailRecord): Subject | undefined {
  const roleName = roleNameOf(record);
  const about = aboutChanged(roleName, record);
  if (about === undefined || roleName === undefined) return undefined;
  return { ...about, resource: { ...about.resource, iamRoleDetails: { roleName } } };
}
