import { expect, test } from 'vitest';
import { AwsError, awsError, refusalOf } from '#services/aws/aws-error.ts';
import { FAILURES } from '#services/model/failure.ts';

const failure = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('says AWS'), { name, ...(httpStatusCode && { $metadata: { httpStatusCode } }) });

test.each([
  ['AccessDenied', 403, 'access-denied', 'rarely'],
  ['AccessDeniedException', 400, 'access-denied', 'rarely'],
  ['UnauthorizedOperation', 403, 'access-denied', 'rarely'],
  ['OptInRequired', 403, 'access-denied', 'rarely'],
  ['403', 403, 'access-denied', 'rarely'],
  ['TooManyRequestsException', 400, 'throttled', 'soon'],
  ['ThrottlingException', 400, 'throttled', 'soon'],
  ['Whatever', 429, 'throttled', 'soon'],
  ['SlowDown', 503, 'throttled', 'soon'],
  ['PreconditionFailed', 412, 'missing', 'thrice'],
  ['NoSuchBucket', 404, 'missing', 'thrice'],
  ['AWSOrganizationsNotInUseException', 400, 'missing', 'thrice'],
  ['CredentialsProviderError', undefined, 'no-credentials', 'soon'],
  ['InternalFailure', 500, 'unavailable', 'soon'],
  ['TimeoutError', undefined, 'unavailable', 'soon'],
  ['InvalidParameterValue', 400, 'refused', 'never'],
] as const)('%s with status %s is %s, to be tried again %s', (name, status, kind, retry) => {
  expect(FAILURES[kind].retry).toBe(retry);
  expect(awsError('do it', failure(name, status))).toMatchObject({
    kind,
    awsName: name,
    message: `Could not do it: ${name}: says AWS`,
  });
});

test('an error that has a kind keeps it', () => {
  const error = new AwsError('access-denied', 'no role', 'AccessDenied', undefined);
  expect(awsError('do something around it', error)).toBe(error);
});

test('only a denial is told as one in coverage', () => {
  expect(refusalOf(failure('AccessDenied', 403)).reason).toBe('role-missing-or-denied');
  expect(refusalOf(failure('InternalFailure', 500)).reason).toBe('error');
});
