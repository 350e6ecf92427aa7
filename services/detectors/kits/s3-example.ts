import { event } from '#services/sources/cloudtrail/example.ts';

/** A call on the objects of a bucket, for examples: it lists them, unless `overrides` say otherwise. */
export function bucketCall(overrides: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return event({
    eventSource: 's3.amazonaws.com',
    eventName: 'ListObjects',
    eventCategory: 'Data',
    managementEvent: false,
    requestParameters: { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com' },
    ...overrides,
  });
}

/** `userIdentity` of a caller without credentials. */
export const ANONYMOUS = { type: 'AWSAccount', principalId: '', accountId: 'anonymous' };
