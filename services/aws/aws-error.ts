import { sentenceOf } from '#services/model/sentence.ts';
import type { Refusal } from '#services/model/probe.ts';

export type AwsErrorCode =
  | 'aws-denied'
  | 'aws-throttled'
  | 'aws-missing'
  | 'aws-no-credentials'
  | 'aws-unavailable'
  | 'aws-refused';

/** A call to AWS that did not succeed, after the SDK's own retries. Loops decide by `retry`. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: AwsErrorCode;
  /** `never`: the same call will fail again until somebody changes something. */
  readonly retry: 'never' | 'later';
  /** AWS's own name of the error, such as `AccessDeniedException`. */
  readonly awsName: string;

  constructor(code: AwsErrorCode, message: string, awsName: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.retry = code === 'aws-refused' || code === 'aws-missing' ? 'never' : 'later';
    this.awsName = awsName;
  }
}

/**
 * Makes a call and gives its failure a code.
 *
 * @param what the call in words that finish "could not …", such as `list accounts of the organization`
 * @throws AwsError
 */
export async function asking<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsError(what, error);
  }
}

/** Gives an error of the SDK a code; an error that has one keeps it. */
export function awsError(what: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  const message = sentenceOf(error);
  return new AwsError(codeOf(name, statusOf(error)), `Could not ${what}: ${name}: ${message}`, name, error);
}

/** What a failure means for what can be seen. */
export function refusalOf(error: unknown): Refusal {
  const { code, message } = awsError('ask AWS', error);
  return { reason: code === 'aws-denied' ? 'role-missing-or-denied' : 'error', detail: message };
}

/** Names differ from service to service: EC2 says `UnauthorizedOperation`, S3 `AccessDenied`, JSON services `AccessDeniedException`. */
const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedAccess|AuthorizationError|AuthFailure|AllAccessDisabled|Forbidden|OptInRequired|SubscriptionRequiredException|InvalidAccessException|InvalidClientTokenId|UnrecognizedClientException|RegionDisabledException|KMS\.DisabledException)$/;
const THROTTLED =
  /^(Throttling\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|LimitExceededException|BandwidthLimitExceeded|ProvisionedThroughputExceededException|EC2ThrottledException)$/;
const MISSING = /^(NoSuchBucket|NoSuchKey|NotFound|TrailNotFoundException|AWSOrganizationsNotInUseException)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/;

function codeOf(name: string, status: number | undefined): AwsErrorCode {
  if (DENIED.test(name)) return 'aws-denied';
  if (THROTTLED.test(name) || status === 429) return 'aws-throttled';
  if (MISSING.test(name)) return 'aws-missing';
  if (NO_CREDENTIALS.test(name)) return 'aws-no-credentials';
  if (status === 403) return 'aws-denied';
  if (status === undefined || status >= 500) return 'aws-unavailable';
  return 'aws-refused';
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
