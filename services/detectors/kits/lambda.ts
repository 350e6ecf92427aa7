import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { aboutChanged } from './principal.ts';

/** The function that a call names: by name, by ARN, or by a part of it with an alias behind ("AddPermission"). */
export function functionNameOf({ functionName }: Parameters): string {
  if (typeof functionName !== 'string' || functionName === '') return '(not named)';
  const [, named = functionName] = /(?:^|:)function:([^:]+)/.exec(functionName) ?? [];
  return named;
}

/** The function that a call changed. */
export function aboutFunction(record: CloudTrailRecord): Subject | undefined {
  return aboutChanged(functionNameOf(record.requestParameters ?? {}), record);
}
