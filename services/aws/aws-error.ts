import { Failure, kindOfStatus, type FailureKind } from '#services/model/failure.ts';
import type { Refusal } from '#services/model/probe.ts';
import { sentenceOf } from '#services/model/sentence.ts';

/** A failed call to AWS, after the SDK's own retries. */
export class AwsError extends Failure {
  override readonly name = 'AwsError';
  /** AWS's own name of the error, such as `AccessDeniedException`. */
  readonly awsName: string;

  constructor(kind: FailureKind, message: string, awsName: string, cause: unknown) {
    super(kind, message, { cause });
    this.awsName = awsName;
  }
}

/**
 * Makes a call; its failure becomes an `AwsError` with a kind.
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

/** The same for calls that return page after page. @throws AwsError */
export async function* paged<T>(what: string, pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw awsError(what, error);
  }
}

/** Gives an error of the SDK a kind; an error that has a kind keeps it. */
export function awsError(what: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  return new AwsError(kindOf(name, statusOf(error)), `Could not ${what}: ${name}: ${sentenceOf(error)}`, name, error);
}

/** The effect of a failure on coverage. */
export function refusalOf(error: unknown): Refusal {
  const { kind, message } = awsError('ask AWS', error);
  return { reason: kind === 'access-denied' ? 'role-missing-or-denied' : 'error', detail: message };
}

/** Names differ from service to service: EC2 says `UnauthorizedOperation`, S3 `AccessDenied`, JSON services `AccessDeniedException`. */
const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedAccess|AuthorizationError|AuthFailure|AllAccessDisabled|Forbidden|OptInRequired|SubscriptionRequiredException|InvalidAccessException|InvalidClientTokenId|UnrecognizedClientException|RegionDisabledException|KMS\.DisabledException)$/;
const THROTTLED =
  /^(Throttling\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|LimitExceededException|BandwidthLimitExceeded|ProvisionedThroughputExceededException|EC2ThrottledException)$/;
/** `PreconditionFailed`: another object now has the requested key ("GetObject" in the Amazon S3 API Reference). */
const MISSING =
  /^(NoSuchBucket|NoSuchKey|NotFound|PreconditionFailed|TrailNotFoundException|AWSOrganizationsNotInUseException)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/;

function kindOf(name: string, status: number | undefined): FailureKind {
  if (DENIED.test(name)) return 'access-denied';
  if (THROTTLED.test(name)) return 'throttled';
  if (MISSING.test(name)) return 'missing';
  if (NO_CREDENTIALS.test(name)) return 'no-credentials';
  return kindOfStatus(status);
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
