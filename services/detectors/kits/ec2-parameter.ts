import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { capitalized } from './wording.ts';
import { member } from './parameters.ts';

/**
 * A parameter of an EC2 call: among the parameters, or, in newer calls, capitalized below a member that is named after
 * the call (`…Request`).
 */
export function ec2Parameter(record: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>, name: string): unknown {
  const { eventName, requestParameters } = record;
  return member(requestParameters, name) ?? member(requestParameters, `${eventName}Request`, capitalized(name));
}
