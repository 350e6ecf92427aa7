import { invocationCaller } from '#services/behaviour/models/invocation-caller.ts';
import type { Subject } from '#services/model/subject.ts';
import type { InvocationRecord } from '#services/sources/bedrock-invocation/record.ts';

/** The identity that ran a model; undefined where the record does not name it. */
export function aboutModelCaller({ arn }: InvocationRecord): Subject | undefined {
  const caller = invocationCaller(arn);
  if (caller === undefined) return undefined;
  const { identity, userType, name } = caller;
  const accessKeyDetails = { userName: name, userType };
  return { resource: { id: identity.id, resourceType: 'AccessKey', accessKeyDetails }, role: 'TARGET' };
}

/** The documentation of the logs that these detectors read. */
export const INVOCATION_LOGGING = {
  title: 'Monitor model invocation using CloudWatch Logs and Amazon S3',
  url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
} as const;
