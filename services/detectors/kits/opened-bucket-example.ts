import { event } from '#services/sources/cloudtrail/example.ts';

/** An example with one call that puts something on a bucket. */
export function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com', ...parameters };
  return {
    records: [event({ eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters, ...overrides })],
  };
}

/** An example that puts a bucket policy of one statement. */
export function policy(overrides: object) {
  return put('PutBucketPolicy', { bucketPolicy: { Version: '2012-10-17', Statement: [statement(overrides)] } });
}

export function statement(overrides: object) {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/*', ...overrides };
}

/** An example that puts an access control list that lets the group of a URI read. */
export function acl(URI: string) {
  const owner = { Grantee: { 'xsi:type': 'CanonicalUser', ID: '0123456789abcdef' }, Permission: 'FULL_CONTROL' };
  const group = { Grantee: { 'xsi:type': 'Group', URI }, Permission: 'READ' };
  return put('PutBucketAcl', { acl: '', AccessControlPolicy: { AccessControlList: { Grant: [owner, group] } } });
}
