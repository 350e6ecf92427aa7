import { authenticatedGrants } from '../kits/acl.ts';
import { bucketOpened } from '../kits/opened-bucket.ts';
import { acl, policy, put } from '../kits/opened-bucket-example.ts';
import { authenticatedActions } from '../kits/policy.ts';

export default bucketOpened({
  type: 'Policy:S3/BucketPublicAccessGranted',
  title: 'A bucket was opened to anyone with an AWS account',
  why: 'An AWS account costs nothing: what everybody with one may read is as good as public.',
  asks: 'Does a bucket policy or an access control list that was put let in anybody who has an AWS account, and not only the anonymous?',
  whom: 'anyone with an AWS account',
  actions: authenticatedActions,
  grants: authenticatedGrants,
  blindTo: ['What is open to everyone without an account: another finding tells of it.'],
  falsePositives: ['Data sets whose readers pay for what they read, and therefore have to be known.'],
  respond: ['Ask the owner of the bucket whether it is meant for everyone who has an AWS account.'],
  examples: {
    fires: {
      'everyone who signs requests': () =>
        policy({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } } }),
      'a role of a certain name, in whatever account': () =>
        policy({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader' } } }),
      'whoever has a tag, which everybody may give themselves': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
      'a grant to all who have an account': () => acl('http://acs.amazonaws.com/groups/global/AuthenticatedUsers'),
      'a canned list': () => put('PutBucketAcl', { 'x-amz-acl': 'authenticated-read' }),
      'a grant in a header': () =>
        put('CreateBucket', {
          'x-amz-grant-full-control': 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"',
        }),
    },
    quiet: {
      'everyone, which another finding is about': () => ({
        ...policy({ Principal: '*' }),
      }),
      'everyone in the organization': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
      'a role of one account': () =>
        policy({
          Principal: '*',
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/*' } },
        }),
      'one account, by the condition': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } }),
      'one foreign account': () => policy({ Principal: { AWS: 'arn:aws:iam::777788889999:root' } }),
      'who signs, from the office': () =>
        policy({
          Principal: '*',
          Condition: {
            StringNotEquals: { 'aws:PrincipalType': 'Anonymous' },
            IpAddress: { 'aws:SourceIp': '198.51.100.0/24' },
          },
        }),
      'tagged, and of the organization': () =>
        policy({
          Principal: '*',
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:PrincipalOrgID': 'o-exampleorgid' } },
        }),
      'the log delivery group': () => acl('http://acs.amazonaws.com/groups/s3/LogDelivery'),
      'the call was denied': () =>
        put('PutBucketAcl', { 'x-amz-acl': 'authenticated-read' }, { errorCode: 'AccessDenied' }),
    },
  },
});
