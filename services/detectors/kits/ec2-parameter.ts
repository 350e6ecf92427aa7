import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { capitalized } from './wording.ts';
import { member } from './parameters.ts';

/**
 * A parameter of a call of EC2: among the parameters, or, as newer calls have it, below a member by the name of the call
 * and with a capital.
 */
export function ec2Parameter(record: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>, name: string): unknown {
  const { eventName, requestParameters } = record;
  return member(requestParameters, name) ?? member(requestParameters, `${eventName}Request`, capitalized(name));
}
