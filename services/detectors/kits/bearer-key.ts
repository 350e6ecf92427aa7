import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from './api-call.ts';

/**
 * Whether the call was made with an API key of Bedrock, which works like a password ("API keys for Amazon Bedrock").
 */
export function isByBearer({ additionalEventData }: Pick<CloudTrailRecord, 'additionalEventData'>): boolean {
  return isTrue(additionalEventData?.['callWithBearerToken']);
}
