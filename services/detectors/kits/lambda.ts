import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { aboutChanged } from './principal.ts';

/** The names under which CloudTrail logs calls of Lambda: by the version of its API, or without one. */
export function lambdaCalls(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [`${name}20150331v2`, `${name}20150331`, name]);
}

/**
 * The function that a call names: by name, by ARN, or by a partial ARN, perhaps with an alias behind it
 * ("AddPermission").
 */
export function functionNameOf({ functionName }: Parameters): string {
  if (typeof functionName !== 'string' || functionName === '') return NOT_NAMED;
  const [, named] = /(?:^|:)function:([^:]+)/.exec(functionName) ?? /^([^:]+)/.exec(functionName) ?? [];
  return named ?? functionName;
}

/** The function that a call changed. */
export function aboutFunction(record: CloudTrailRecord): Subject | undefined {
  const functionName = functionNameOf(record.requestParameters ?? {});
  const changed = aboutChanged(functionName, record);
  if (changed === undefined || functionName === NOT_NAMED) return changed;
  return { ...changed, resource: { ...changed.resource, lambdaDetails: { functionName } } };
}

const NOT_NAMED = '(not named)';
