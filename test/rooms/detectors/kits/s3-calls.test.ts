import { describe, expect, test } from 'vitest';
import { aboutBucket, copySourceOf } from '#services/detectors/kits/bucket.ts';
import { isS3, isTelling, S3_CALLS } from '#services/detectors/kits/s3-calls.ts';
import { organizationView } from '#services/organization/view.ts';
import { recordOf } from './callers.ts';

const NOBODY = { organization: organizationView({}) };

test('no call is of two tactics', () => {
  const all = Object.values(S3_CALLS).flat();
  expect(new Set(all).size).toBe(all.length);
});

test.each([
  ['discovery', 'ListObjectVersions'],
  ['discovery', 'ListParts'],
  ['exfiltration', 'SelectObjectContent'],
  ['exfiltration', 'UploadPartCopy'],
  ['impact', 'DeleteObjects'],
  ['impact', 'CreateMultipartUpload'],
  ['impact', 'PutBucketPolicy'],
  ['impact', 'PutAccessPointPolicy'],
] as const)('%s: %s', (tactic, eventName) => {
  expect(S3_CALLS[tactic]).toContain(eventName);
});

test('directory buckets and Outposts are S3 as well, other services are not', () => {
  expect(isS3('s3express.amazonaws.com')).toBe(true);
  expect(isS3('s3-outposts.amazonaws.com')).toBe(true);
  expect(isS3('glacier.amazonaws.com')).toBe(false);
  expect(isS3(undefined)).toBe(false);
});

describe('what a refused call tells', () => {
  test('of credentials of ours, that they are in strange hands', () => {
    expect(refused({ type: 'IAMUser', principalId: 'AIDAEXAMPLEUSER000001', accountId: '111122223333' })).toBe(true);
  });
  test('of credentials of another member, the same', () => {
    const organization = organizationView({ members: new Map([['444455556666', []]]) });
    const userIdentity = { type: 'AWSAccount', principalId: 'AIDAEXAMPLEUSER000002', accountId: '444455556666' };
    const record = recordOf({ eventName: 'GetObject', errorCode: 'AccessDenied', userIdentity });
    expect(isTelling(record, { organization })).toBe(true);
  });
  test('nothing of strangers, with credentials of their own or without', () => {
    expect(refused({ type: 'AWSAccount', principalId: 'AIDAEXAMPLEUSER000002', accountId: '444455556666' })).toBe(
      false,
    );
    expect(refused({ type: 'AWSAccount', principalId: '', accountId: 'anonymous' })).toBe(false);
    expect(refused({ type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' })).toBe(false);
  });
});

describe('the source of a copy', () => {
  test.each([
    ['invoices/2026/a.csv'],
    ['/invoices/2026/a.csv'],
    ['invoices/2026%2Fa.csv'],
    ['%2Finvoices/2026/a.csv'],
    ['invoices/2026/a.csv?versionId=abc'],
    [['invoices/2026/a.csv']],
  ])('%s', (header) => {
    expect(source(header)).toEqual({ bucket: 'invoices', key: '2026/a.csv' });
  });
  test('a key that only looks encoded', () => {
    expect(source('invoices/100%.csv')).toEqual({ bucket: 'invoices', key: '100%.csv' });
  });
  test.each([[undefined], [''], ['invoices'], ['arn:aws:s3:us-east-1:111122223333:accesspoint/readers/object/a.csv']])(
    'none in %s',
    (header) => {
      expect(source(header)).toBeUndefined();
    },
  );
});

describe('the bucket that a call is about', () => {
  test('of a copy is the one that was read, and the other is told beside it', () => {
    const requestParameters = { bucketName: 'elsewhere', 'x-amz-copy-source': 'invoices/a.csv' };
    const resource = resourceOf({ eventName: 'CopyObject', requestParameters });
    expect(resource?.id).toBe('invoices');
    expect(resource?.s3BucketDetails?.map(({ name, type }) => [name, type])).toEqual([
      ['invoices', 'Source'],
      ['elsewhere', 'Destination'],
    ]);
  });
  test('of a change to an access point is the access point', () => {
    const resource = resourceOf({ eventName: 'PutAccessPointPolicy', requestParameters: { name: 'readers' } });
    expect(resource?.s3BucketDetails?.[0]?.arn).toBe('arn:aws:s3:us-east-1:111122223333:accesspoint/readers');
  });
});

function refused(userIdentity: object): boolean {
  return isTelling(recordOf({ eventName: 'GetObject', errorCode: 'AccessDenied', userIdentity }), NOBODY);
}

function source(header: unknown) {
  return copySourceOf(recordOf({ eventName: 'CopyObject', requestParameters: { 'x-amz-copy-source': header } }));
}

function resourceOf(overrides: Readonly<Record<string, unknown>>) {
  return aboutBucket(recordOf(overrides))?.resource;
}
