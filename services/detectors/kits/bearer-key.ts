import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from './api-call.ts';

/** Whether the call was made with a key of Bedrock, which is a password sent along ("API keys for Amazon Bedrock"). */
export function isByBearer({ additionalEventData }: Pick<CloudTrailRecord, 'additionalEventData'>): boolean {
  return isTrue(additionalEventData?.['callWithBearerToken']);
}
