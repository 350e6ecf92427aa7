import { awsPartition } from '#services/model/aws-partition.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { anonymousGrants } from '../kits/acl.ts';
import { succeeded } from '../kits/api-call.ts';
import { aboutBucketChange } from '../kits/bucket.ts';
import { anonymousActions } from '../kits/policy.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:S3/BucketAnonymousAccessGranted',
  title: 'A bucket was opened to anyone on the Internet',
  why: 'Buckets that anyone on the Internet can read are found within hours.',
  asks: 'Does a bucket policy or an access control list that was put let anybody in?',
  severity: 'High',
  attack: ['T1530', 'T1098'],

  from: cloudtrail('PutBucketPolicy', 'PutBucketAcl', 'CreateBucket'),
  where: {
    eventSource: (source) => source === 's3.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => granted(record).length > 0,
  about: aboutBucketChange,
  tally: (t) => ({ grants: t.sample((record) => granted(record).join(', ')) }),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} gave anyone on the Internet access to bucket ${subject.resource.id}: ${enumerated(tallies.grants)}. Block Public Access, if it is on, still stops them.`,
  asff: 'TTPs/Policy:S3-BucketAnonymousAccessGranted',
  blindTo: [
    'Whether Block Public Access, of the bucket or the account, takes the grant back.',
    'Access control lists of single objects, and access points.',
    'Policies beyond 100 KB, which CloudTrail leaves out.',
    'Networks that are let in without the word of a VPC or an endpoint: an address that is asked for only if there is one lets in who comes through an endpoint.',
    'Objects that only a pattern of more than 300 characters names, and policies that combine statements in more than 500 ways.',
  ],
  falsePositives: ['Web sites and public data sets.'],
  respond: [
    'Ask the owner of the bucket whether it is meant for the public, as a web site is.',
    'If not, remove the statement or grant, and switch Block Public Access on for the account.',
    'Look in data events or server access logs for what anonymous callers read meanwhile.',
  ],
  references: [
    {
      title: 'The meaning of "public" in Amazon S3',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    },
  ],
  examples: {
    fires: {
      'everyone may read objects': () => policy({ Principal: '*' }),
      'the principal as an object, in a list': () => policy({ Principal: { AWS: ['*'] } }),
      'the policy as text, one statement instead of a list': () =>
        put('PutBucketPolicy', { bucketPolicy: JSON.stringify({ Statement: statement({ Principal: '*' }) }) }),
      'from every quarter of the Internet': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': QUARTERS } } }),
      'through any VPC endpoint, which is anybody’s': () =>
        policy({ Principal: '*', Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }),
      'from every address, which is no condition': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }),
      'with a referer, which anybody can write': () =>
        policy({ Principal: '*', Condition: { StringLike: { 'aws:Referer': 'https://www.shop.example/*' } } }),
      'members of the organization, if the request says whose it is': () =>
        policy({ Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      'a canned list in the header': () => put('PutBucketAcl', { 'x-amz-acl': 'public-read' }),
      'a grant to all users': () => acl('http://acs.amazonaws.com/groups/global/AllUsers'),
      'a bucket is public from the start': () => put('CreateBucket', { 'x-amz-acl': ['public-read-write'] }),
    },
    quiet: {
      'one foreign account': () => policy({ Principal: { AWS: 'arn:aws:iam::777788889999:root' } }),
      'a service': () => policy({ Principal: { Service: 'cloudfront.amazonaws.com' } }),
      'everyone in the organization': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      'everyone, until a day that is over': () =>
        policy({ Principal: '*', Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }),
      'everyone at the office': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } } }),
      'everyone through one VPC endpoint': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:sourceVpce': 'vpce-0123456789abcdef0' } } }),
      'everyone, and a Deny to all who are elsewhere': () =>
        put('PutBucketPolicy', {
          bucketPolicy: {
            Statement: [
              statement({ Principal: '*' }),
              statement({
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
              }),
            ],
          },
        }),
      'everyone is denied plain HTTP': () =>
        policy({ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      'the call was denied': () => put('PutBucketAcl', { 'x-amz-acl': 'public-read' }, { errorCode: 'AccessDenied' }),
      'anyone with an AWS account, who is not anonymous': () =>
        acl('http://acs.amazonaws.com/groups/global/AuthenticatedUsers'),
      'a private list': () => put('PutBucketAcl', { 'x-amz-acl': 'private' }),
      'the policy is not in the record': () => put('PutBucketPolicy', { bucketPolicy: {} }),
    },
  },
});

const QUARTERS = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];

function granted({ requestParameters = {}, bucketName = '', region, time }: CloudTrailRecord): readonly string[] {
  const target = { bucketName, partition: awsPartition(region), time };
  return [
    ...anonymousActions(requestParameters['bucketPolicy'], target).map((action) => `${action} by policy`),
    ...anonymousGrants(requestParameters).map((permission) => `${permission} by access control list`),
  ];
}

function put(eventName: string, parameters: object, overrides: object = {}) {
  const requestParameters = { bucketName: 'invoices', Host: 'invoices.s3.us-east-1.amazonaws.com', ...parameters };
  return {
    records: [event({ eventSource: 's3.amazonaws.com', eventName, readOnly: false, requestParameters, ...overrides })],
  };
}

function policy(overrides: object) {
  return put('PutBucketPolicy', { bucketPolicy: { Version: '2012-10-17', Statement: [statement(overrides)] } });
}

function statement(overrides: object) {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/*', ...overrides };
}

function acl(URI: string) {
  const owner = { Grantee: { 'xsi:type': 'CanonicalUser', ID: '0123456789abcdef' }, Permission: 'FULL_CONTROL' };
  const group = { Grantee: { 'xsi:type': 'Group', URI }, Permission: 'READ' };
  return put('PutBucketAcl', { acl: '', AccessControlPolicy: { AccessControlList: { Grant: [owner, group] } } });
}
