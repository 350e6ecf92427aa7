import { anonymousGrants } from '../kits/acl.ts';
import { bucketOpened } from '../kits/opened-bucket.ts';
import { acl, policy, put, statement } from '../kits/opened-bucket-example.ts';
import { anonymousActions } from '../kits/policy.ts';

export default bucketOpened({
  type: 'Policy:S3/BucketAnonymousAccessGranted',
  title: 'A bucket was opened to anyone on the Internet',
  why: 'Scanners find buckets that anyone on the Internet can read within hours.',
  asks: 'Does a new bucket policy or access control list let anybody in?',
  whom: 'anyone on the Internet',
  actions: anonymousActions,
  grants: anonymousGrants,
  blindTo: [
    'Policies that check an address only if there is one: callers through a VPC endpoint have none, and get in.',
  ],
  falsePositives: ['Web sites and public data sets.'],
  respond: ['Ask the owner of the bucket whether it is meant to be public, as a web site is.'],
  examples: {
    fires: {
      'everyone may read objects': () => policy({ Principal: '*' }),
      'the principal as an object, in a list': () => policy({ Principal: { AWS: ['*'] } }),
      'the policy as text, one statement instead of a list': () =>
        put('PutBucketPolicy', { bucketPolicy: JSON.stringify({ Statement: statement({ Principal: '*' }) }) }),
      'from each quarter of the Internet': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': QUARTERS } } }),
      'through any VPC endpoint, including those of strangers': () =>
        policy({ Principal: '*', Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }),
      'from every address, which is no restriction': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }),
      'with a referer, which anybody can send': () =>
        policy({ Principal: '*', Condition: { StringLike: { 'aws:Referer': 'https://www.shop.example/*' } } }),
      'members of the organization, but only if the request names one': () =>
        policy({ Principal: '*', Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      'a canned list in the header': () => put('PutBucketAcl', { 'x-amz-acl': 'public-read' }),
      'a grant to all users': () => acl('http://acs.amazonaws.com/groups/global/AllUsers'),
      'a bucket that is public from the start': () => put('CreateBucket', { 'x-amz-acl': ['public-read-write'] }),
    },
    quiet: {
      'one foreign account': () => policy({ Principal: { AWS: 'arn:aws:iam::777788889999:root' } }),
      'a service': () => policy({ Principal: { Service: 'cloudfront.amazonaws.com' } }),
      'everyone in the organization': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      'everyone, until a date that has passed': () =>
        policy({ Principal: '*', Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }),
      'everyone from the office network': () =>
        policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } } }),
      'everyone through one VPC endpoint': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:sourceVpce': 'vpce-0123456789abcdef0' } } }),
      'everyone, with a Deny for everywhere else': () =>
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
      'a private access control list': () => put('PutBucketAcl', { 'x-amz-acl': 'private' }),
      'a record without the policy': () => put('PutBucketPolicy', { bucketPolicy: {} }),
    },
  },
});

const QUARTERS = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];
