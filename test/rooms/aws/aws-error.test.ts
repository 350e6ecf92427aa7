import { expect, test } from 'vitest';
import { AwsError, awsError, refusalOf } from '#services/aws/aws-error.ts';

const failure = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('says AWS'), { name, ...(httpStatusCode && { $metadata: { httpStatusCode } }) });

test.each([
  ['AccessDenied', 403, 'aws-denied', 'later'],
  ['AccessDeniedException', 400, 'aws-denied', 'later'],
  ['UnauthorizedOperation', 403, 'aws-denied', 'later'],
  ['OptInRequired', 403, 'aws-denied', 'later'],
  ['403', 403, 'aws-denied', 'later'],
  ['TooManyRequestsException', 400, 'aws-throttled', 'later'],
  ['ThrottlingException', 400, 'aws-throttled', 'later'],
  ['SlowDown', 503, 'aws-throttled', 'later'],
  ['NoSuchBucket', 404, 'aws-missing', 'never'],
  ['AWSOrganizationsNotInUseException', 400, 'aws-missing', 'never'],
  ['CredentialsProviderError', undefined, 'aws-no-credentials', 'later'],
  ['InternalFailure', 500, 'aws-unavailable', 'later'],
  ['TimeoutError', undefined, 'aws-unavailable', 'later'],
  ['InvalidParameterValue', 400, 'aws-refused', 'never'],
] as const)('%s with status %s is %s, to be tried again %s', (name, status, code, retry) => {
  expect(awsError('do it', failure(name, status))).toMatchObject({
    code,
    retry,
    awsName: name,
    message: `Could not do it: ${name}: says AWS`,
  });
});

test('an error that has a code keeps it', () => {
  const error = new AwsError('aws-denied', 'no role', 'AccessDenied', undefined);
  expect(awsError('do something around it', error)).toBe(error);
});

test('only a denial is told as one in coverage', () => {
  expect(refusalOf(failure('AccessDenied', 403)).reason).toBe('role-missing-or-denied');
  expect(refusalOf(failure('InternalFailure', 500)).reason).toBe('error');
});
