import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from './api-call.ts';
import { textOf } from './parameters.ts';

/** Calls that run a model of Bedrock ("Monitor Amazon Bedrock API calls using CloudTrail"). */
export const INVOCATIONS = [
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'InvokeModelWithBidirectionalStream',
  'Converse',
  'ConverseStream',
] as const;

export function isInvocation(eventName: string): boolean {
  return INVOCATIONS.some((name) => name === eventName);
}

/**
 * The model that a call names, whichever way: by id, by ARN, or by a profile that spreads calls over Regions, whose name
 * has a part of the world before that of the model.
 */
export function modelOf({ requestParameters }: Pick<CloudTrailRecord, 'requestParameters'>): string | undefined {
  const named = textOf(requestParameters?.['modelId']);
  return named?.slice(named.lastIndexOf('/') + 1).replace(/^(us|us-gov|eu|apac|ap|jp|au|ca|sa|global)\./, '');
}

/** Whether the call was made with a key of Bedrock, which is a password sent along ("API keys for Amazon Bedrock"). */
export function isByBearer({ additionalEventData }: Pick<CloudTrailRecord, 'additionalEventData'>): boolean {
  return isTrue(additionalEventData?.['callWithBearerToken']);
}
