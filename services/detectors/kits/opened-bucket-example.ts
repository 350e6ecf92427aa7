import { event } from '#services/sources/cloudtrail/example.ts';

/** A call that puts something on a bucket, for examples. */
export function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com', ...parameters };
  return {
    records: [event({ eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters, ...overrides })],
  };
}

/** A bucket policy of one statement is put. */
export function policy(overrides: object) {
  return put('PutBucketPolicy', { bucketPolicy: { Version: '2012-10-17', Statement: [statement(overrides)] } });
}

export function statement(overrides: object) {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/*', ...overrides };
}

/** A list is put that lets the group of a URI read. */
export function acl(URI: string) {
  const owner = { Grantee: { 'xsi:type': 'CanonicalUser', ID: '0123456789abcdef' }, Permission: 'FULL_CONTROL' };
  const group = { Grantee: { 'xsi:type': 'Group', URI }, Permission: 'READ' };
  return put('PutBucketAcl', { acl: '', AccessControlPolicy: { AccessControlList: { Grant: [owner, group] } } });
}
