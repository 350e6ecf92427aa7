import { expect, test } from 'vitest';
import { flavourOf, mayHaveFlavour } from '#services/behaviour/cloudtrail/flavour.ts';
import { recordOf } from '../../../../bench/quality/made-up/caller.ts';

const ALICE = { accountId: '111122223333', kind: 'iam-user', type: 'IAMUser', name: 'alice' } as const;
const PLACE = { address: '192.0.2.7', userAgent: 'aws-cli/2.27.41', region: 'us-east-1' };
const NOBODY = { member: () => false, knows: () => false };
const GRANTS_ALL = '{"Statement":[{"Effect":"Allow","Action":"*"}]}';
const TO_ALL = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] };

const denyingAll = (Effect: string) => ({
  Statement: [{ Effect, Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
});
const trusting = (account: string, Condition = {}) => {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }] });
};
const AGREED = { StringEquals: { 'sts:ExternalId': 'example-1' } };
const until = (day: string) => ({
  Statement: [{ ...TO_ALL.Statement[0], Condition: { DateLessThan: { 'aws:CurrentTime': `${day}T00:00:00Z` } } }],
});
const TIME = Date.UTC(2026, 2, 2);
/** As long as AWS lets a key's policy be, with the statement that opens it at the end. */
const LONG = JSON.stringify({ Id: 'x'.repeat(32_000), ...TO_ALL });

test.each([
  ['iam:AddUserToGroup', { groupName: 'Administrators' }, 'admin'],
  ['iam:AddUserToGroup', { groupName: 'developers' }, undefined],
  ['iam:PutUserPolicy', { policyDocument: GRANTS_ALL }, 'admin'],
  ['iam:AttachRolePolicy', { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, 'admin'],
  ['iam:CreateAccessKey', { userName: 'bob' }, 'other'],
  ['iam:CreateAccessKey', { userName: 'alice' }, undefined],
  ['iam:CreateAccessKey', undefined, undefined],
  ['iam:UpdateAccessKey', { userName: 'bob', status: 'Active' }, 'other'],
  ['iam:UpdateAccessKey', { userName: 'bob', status: 'Inactive' }, undefined],
  ['ec2:DescribeInstanceAttribute', { attribute: 'userData' }, 'userData'],
  ['ec2:DescribeInstanceAttribute', { attribute: 'instanceType' }, undefined],
  ['ec2:ModifyInstanceAttribute', { userData: 'x' }, 'userData'],
  ['ec2:RunInstances', { instanceType: 'p4d.24xlarge' }, 'large'],
  ['ec2:RunInstances', { instancesSet: { items: [{ maxCount: 10 }] } }, 'many'],
  ['ec2:RunInstances', { instanceType: 'm5.16xlarge' }, 'large'],
  ['ec2:RunInstances', { instanceType: 'm5.12xlarge' }, undefined],
  ['ec2:RunInstances', { instanceType: 't3.large', instancesSet: { items: [{ maxCount: 9 }] } }, undefined],
  ['ec2:RequestSpotFleet', { spotFleetRequestConfig: { targetCapacity: 10 } }, 'many'],
  ['ec2:RequestSpotFleet', { spotFleetRequestConfig: { targetCapacity: 9 } }, undefined],
  ['ec2:RequestSpotInstances', { launchSpecification: { instanceType: 'p4d.24xlarge' } }, 'large'],
  ['autoscaling:CreateAutoScalingGroup', { minSize: 20, maxSize: 40 }, 'many'],
  ['autoscaling:CreateAutoScalingGroup', { minSize: 1, maxSize: 40 }, undefined],
  ['sagemaker:CreateNotebookInstance', { instanceType: 'ml.p3.16xlarge' }, 'large'],
  ['sagemaker:CreateNotebookInstance', { instanceType: 'ml.t3.medium' }, undefined],
  ['batch:CreateComputeEnvironment', { computeResources: { instanceTypes: ['c5.24xlarge'] } }, 'large'],
  ['batch:CreateComputeEnvironment', { computeResources: { instanceTypes: ['optimal'] } }, undefined],
  ['lightsail:CreateInstances', { bundleId: '2xlarge_3_0' }, 'large'],
  ['lightsail:CreateInstances', { bundleId: 'xlarge_3_0' }, undefined],
  ['sagemaker:CreateTrainingJob', { resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 10 } }, 'many'],
  ['cognito-identity:UpdateIdentityPool', { allowUnauthenticatedIdentities: true }, 'guests'],
  ['cognito-identity:UpdateIdentityPool', { allowUnauthenticatedIdentities: false }, undefined],
  ['cognito-identity:SetIdentityPoolRoles', { roles: { unauthenticated: 'arn' } }, 'guests'],
  ['cognito-identity:SetIdentityPoolRoles', { roles: { authenticated: 'arn' } }, undefined],
  ['ssm:GetParameters', { withDecryption: true }, 'decrypt'],
  ['ssm:GetParameters', { withDecryption: false }, undefined],
  ['lambda:UpdateFunctionConfiguration20150331v2', { layers: ['x'] }, 'layer'],
  ['ec2:AuthorizeSecurityGroupIngress', { ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }, 'world'],
  ['ec2:AuthorizeSecurityGroupIngress', { ipRanges: { items: [{ cidrIp: '192.0.2.0/24' }] } }, undefined],
  ['s3:PutBucketPolicy', { bucketPolicy: TO_ALL }, 'world'],
  ['s3:PutBucketPolicy', { bucketPolicy: until('2026-03-03') }, 'world'],
  ['s3:PutBucketPolicy', { bucketPolicy: until('2026-03-01') }, undefined],
  ['ec2:ModifySnapshotAttribute', { add: { items: [{ userId: '444455556666' }] } }, 'outside'],
  ['ec2:ModifySnapshotAttribute', { add: { items: [{ userId: '111122223333' }] } }, undefined],
  ['ec2:ModifySnapshotAttribute', { remove: { items: [{ userId: '444455556666' }] } }, undefined],
  ['ec2:ModifySnapshotAttribute', { operationType: 'remove', userIds: ['444455556666'] }, undefined],
  ['rds:ModifyDBSnapshotAttribute', { valuesToRemove: ['444455556666'] }, undefined],
  ['iam:DetachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, undefined],
  ['iam:DeactivateMFADevice', { userName: 'bob' }, 'other'],
  ['ec2:AuthorizeSecurityGroupIngress', { items: [{ fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0' }] }, undefined],
  ['ec2:AuthorizeSecurityGroupIngress', { items: [{ fromPort: 443, toPort: 8443, cidrIp: '0.0.0.0/0' }] }, 'world'],
  ['s3:PutBucketPolicy', { bucketPolicy: denyingAll('Deny') }, undefined],
  ['s3:PutBucketPolicy', { bucketPolicy: JSON.stringify(denyingAll('Allow')) }, 'world'],
  ['sqs:SetQueueAttributes', { attributes: { Policy: JSON.stringify(TO_ALL) } }, 'world'],
  ['iam:CreateRole', { assumeRolePolicyDocument: trusting('444455556666') }, 'outside'],
  ['iam:CreateRole', { assumeRolePolicyDocument: trusting('444455556666', AGREED) }, undefined],
  ['iam:CreateRole', { assumeRolePolicyDocument: trusting('111122223333') }, undefined],
  ['lambda:AddPermission20150331v2', { principal: '*' }, 'world'],
  ['lambda:AddPermission20150331v2', { principal: '*', principalOrgID: 'o-exampleorgid' }, undefined],
  ['cloudtrail:PutEventSelectors', { eventSelectors: [{ includeManagementEvents: false }] }, 'less'],
  ['cloudtrail:PutEventSelectors', { eventSelectors: [{ readWriteType: 'ReadOnly' }] }, 'less'],
  ['cloudtrail:PutEventSelectors', { advancedEventSelectors: [{ equals: ['Data'] }] }, 'less'],
  ['cloudtrail:PutEventSelectors', { advancedEventSelectors: [{ equals: ['Management'] }] }, undefined],
  ['cloudtrail:UpdateTrail', { isMultiRegionTrail: 'false' }, 'less'],
  ['cloudtrail:UpdateTrail', { s3BucketName: 'elsewhere' }, 'less'],
  ['cloudtrail:UpdateTrail', { isMultiRegionTrail: true, s3BucketName: 'logs' }, undefined],
  ['kms:PutKeyPolicy', { policy: LONG }, 'world'],
  ['bedrock:PutFoundationModelEntitlement', { modelId: 'm' }, undefined],
  ['ec2:DescribeSnapshotAttribute', { owner: '444455556666' }, undefined],
] as const)('%s with %j is of flavour %s', (api, asks, flavour) => {
  const record = recordOf(ALICE, PLACE, { api, ...(asks && { asks }) }, TIME);
  expect(mayHaveFlavour(record) ? flavourOf(record, NOBODY) : undefined).toBe(flavour);
});

test.each([
  ['No', 'noMFA'],
  ['Yes', undefined],
] as const)('who signs in with a second factor: %s', (MFAUsed, flavour) => {
  expect(flavourOf(recordOf(ALICE, PLACE, { api: 'signin:ConsoleLogin', more: { MFAUsed } }, 0), NOBODY)).toBe(flavour);
});

test('accounts of one organization share with each other', () => {
  const asks = { add: { items: [{ userId: '444455556666' }] } };
  const shared = recordOf(ALICE, PLACE, { api: 'ec2:ModifySnapshotAttribute', asks }, 0);
  expect(flavourOf(shared, { ...NOBODY, member: (account) => account === '444455556666' })).toBeUndefined();
  expect(flavourOf(shared, { ...NOBODY, knows: (account) => account === '444455556666' })).toBeUndefined();
  expect(flavourOf(shared, { ...NOBODY, member: (account) => account === '123456789012' })).toBe('outside');
});

test.each([true, false])('models are unlocked in the console by who read the terms: %s', (isFromConsole) => {
  const record = recordOf(ALICE, PLACE, { api: 'bedrock:PutFoundationModelEntitlement', asks: { modelId: 'm' } }, 0);
  expect(flavourOf({ ...record, isFromConsole }, NOBODY)).toBe(isFromConsole ? 'console' : undefined);
});
