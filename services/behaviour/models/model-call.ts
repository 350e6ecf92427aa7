import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** Calls that run a model of Bedrock ("Monitor Amazon Bedrock API calls using CloudTrail"). */
export const INVOCATIONS = [
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'InvokeModelWithBidirectionalStream',
  'Converse',
  'ConverseStream',
] as const;

/** Calls that run a model at an endpoint of SageMaker ("Log Amazon SageMaker API calls using CloudTrail"). */
export const ENDPOINT_INVOCATIONS = [
  'InvokeEndpoint',
  'InvokeEndpointAsync',
  'InvokeEndpointWithResponseStream',
] as const;

export function isInvocation(eventName: string): boolean {
  return INVOCATIONS.some((name) => name === eventName);
}

/**
 * The model that a call names: by id, by ARN, or by a profile that spreads calls over Regions. The name of such a
 * profile is a part of the world, followed by the name of the model.
 */
export function modelOf({ requestParameters }: Pick<CloudTrailRecord, 'requestParameters'>): string | undefined {
  const named = requestParameters?.['modelId'];
  return typeof named === 'string' ? modelNamed(named) : undefined;
}

/** The model that an id, an ARN or a profile names; undefined where there is no such name. */
export function modelNamed(named: string | undefined): string | undefined {
  return (
    named?.slice(named.lastIndexOf('/') + 1).replace(/^(us|us-gov|eu|apac|ap|jp|au|ca|sa|global)\./, '') || undefined
  );
}

/** Tokens of a model's input and output together; undefined when the record has no counts. */
export function tokensOf({ additionalEventData }: Pick<CloudTrailRecord, 'additionalEventData'>): number | undefined {
  const counts = TOKENS.map((name) => additionalEventData?.[name]).filter((count) => typeof count === 'number');
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + Math.max(0, Math.round(count)), 0);
}
const TOKENS = ['inputTokens', 'outputTokens', 'inputTokenCount', 'outputTokenCount'] as const;
