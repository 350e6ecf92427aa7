import { authenticatedGrants } from '../kits/acl.ts';
import { bucketOpened } from '../kits/opened-bucket.ts';
import { acl, policy, put } from '../kits/opened-bucket-example.ts';
import { authenticatedActions } from '../kits/policy.ts';

export default bucketOpened({
  type: 'Policy:S3/BucketPublicAccessGranted',
  title: 'A bucket was opened to anyone with an AWS account',
  why: 'Anybody can create an AWS account, so data that every AWS account can read is practically public.',
  asks: 'Does a new bucket policy or access control list let in anybody who has an AWS account, without opening the bucket to anonymous callers as well?',
  whom: 'anyone with an AWS account',
  actions: authenticatedActions,
  grants: authenticatedGrants,
  blindTo: ['Access that is open to everyone without an account: another finding type reports it.'],
  falsePositives: ['Data sets with Requester Pays, whose readers have to be known.'],
  respond: ['Ask the owner of the bucket whether it is meant for everyone who has an AWS account.'],
  examples: {
    fires: {
      'everyone who signs requests': () =>
        policy({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } } }),
      'a role with a certain name, in any account': () =>
        policy({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader' } } }),
      'callers with a tag, which anybody can set': () =>
        policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
      'a grant to all AWS accounts': () => acl('http://acs.amazonaws.com/groups/global/AuthenticatedUsers'),
      'a canned access control list': () => put('PutBucketAcl', { 'x-amz-acl': 'authenticated-read' }),
      'a grant in a header': () =>
        put('CreateBucket', {
          'x-amz-grant-full-control': 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"',
        }),
    },
    quiet: {
      'everyone, which another finding type reports': () => ({
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
      'signed requests from the office network': () =>
        policy({
          Principal: '*',
          Condition: {
            StringNotEquals: { 'aws:PrincipalType': 'Anonymous' },
            IpAddress: { 'aws:SourceIp': '198.51.100.0/24' },
          },
        }),
      'tagged callers of the organization': () =>
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
