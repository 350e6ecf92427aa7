import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { isGiven, listedTexts, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';
import { openedByPolicy } from '../kits/resource-policies.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Policy:IAMUser/ResourceOpened',
  title: 'A resource was opened to strangers',
  why: 'Access that a resource policy gives to another account remains when all keys in this account are rotated.',
  asks: 'Was a secret, a registry, a table, a file system, a function, a queue, a share or another resource with a policy of its own opened to everybody or to an account outside the organization?',
  attack: ['T1537', 'T1530', 'T1098'],
  gifts: [
    ...openedByPolicy(did),
    {
      means: 'a function was opened',
      severity: 'Medium',
      service: 'lambda',
      calls: ['AddPermission20150331v2', 'AddPermission'],
      to: ({ principal }) => accountsIn([principal]),
      did,
    },
    {
      means: 'a layer of functions was opened',
      severity: 'Medium',
      toEverybody: 'Medium',
      service: 'lambda',
      calls: ['AddLayerVersionPermission20181031', 'AddLayerVersionPermission'],
      to: ({ principal, organizationId }) => (isGiven(organizationId) ? [] : anybodyIn(principal)),
      did,
    },
    {
      means: 'an event bus was opened',
      severity: 'Medium',
      toEverybody: 'Medium',
      service: 'events',
      calls: ['PutPermission'],
      to: ({ principal, condition, policy: whole }, { time }) =>
        isGiven(whole) ? letIn(whole, time) : isGiven(condition) ? [] : anybodyIn(principal),
      did,
    },
    {
      means: 'a resource was shared',
      severity: 'Medium',
      service: 'ram',
      calls: ['CreateResourceShare', 'AssociateResourceShare'],
      to: ({ principals }) => accountsIn(listedTexts(principals)),
      did,
    },
    {
      means: 'a queue was opened',
      severity: 'Low',
      service: 'sqs',
      calls: ['AddPermission'],
      to: (parameters) => accountsIn(listedTexts(parameters['aWSAccountIds'] ?? parameters['AWSAccountIds'])),
      did,
    },
    {
      means: 'a topic was opened',
      severity: 'Low',
      toEverybody: 'Low',
      service: 'sns',
      calls: ['SetTopicAttributes', 'AddPermission'],
      to: ({ attributeName, attributeValue, aWSAccountId }, { time }) => [
        ...(attributeName === 'Policy' ? letIn(attributeValue, time) : []),
        ...accountsIn(listedTexts(aWSAccountId)),
      ],
      did,
    },
  ],
  about: (record) => aboutChanged(nameOf(record) ?? '(not named)', record),

  asff: 'Software and Configuration Checks/Policy:IAMUser-ResourceOpened',
  blindTo: [
    'Functions that everybody may invoke, and buckets: they have finding types of their own.',
    'Which actions are opened, and what the strangers’ own accounts allow them.',
    'Other protection besides the policy: the network of a search domain is known only where the record shows it.',
  ],
  falsePositives: [
    'Images, layers and packages that are published on purpose.',
    'File systems that everybody in a network may use.',
  ],
  respond: [
    'Ask the owner of the resource whose account it is, and why it has access.',
    'If nobody knows it, restore the policy, and look for who used the resource since.',
    'Use a resource control policy to deny principals outside the organization (aws:PrincipalOrgID).',
  ],
  references: [
    {
      title: 'Cross-account resource access in IAM',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html',
    },
  ],
  examples: {
    fires: {
      'an image repository, to an account': () => repository({ AWS: `arn:aws:iam::${STRANGER}:root` }),
      'a repository, to everybody, through CloudFormation': () => repository('*', {}, BY_CLOUDFORMATION),
      'a share': () => called('ram', 'AssociateResourceShare', { resourceShareArn: 'share', principals: [STRANGER] }),
      'a queue, which is less': () => queue('*'),
      'a function': () =>
        called('lambda', 'AddPermission20150331v2', {
          functionName: 'orders',
          principal: STRANGER,
          action: 'lambda:InvokeFunction',
        }),
      'a secret, to everybody': () =>
        called('secretsmanager', 'PutResourcePolicy', { secretId: 'prod/db', resourcePolicy: policy('*') }),
      'a queue for topics of any account': () =>
        queue('*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:alerts' } }),
      'a layer and an event bus, to everybody': () => ({
        records: [
          ...called('lambda', 'AddLayerVersionPermission20181031', { layerName: 'tools', principal: '*' }).records,
          ...called('events', 'PutPermission', { eventBusName: 'orders', principal: '*', statementId: 's' }).records,
        ],
      }),
      'a search domain on the Internet, to everybody': () => domain({}),
      'each other kind of resource, by each call that opens it': () => ({
        records: OTHERS.flatMap((call) => called(...call).records),
      }),
    },
    quiet: {
      'another attribute of a topic, whose text is a policy': () =>
        called('sns', 'SetTopicAttributes', {
          topicArn: 'arn:aws:sns:us-east-1:111122223333:alerts',
          attributeName: 'DisplayName',
          attributeValue: policy({ AWS: STRANGER }),
        }),
      'to an account of one’s own': () => repository({ AWS: 'arn:aws:iam::444455556666:root' }),
      'to a partner': () => ({ ...repository({ AWS: STRANGER }), ...PARTNER }),
      'it was refused': () => repository('*', {}, REFUSED),
      'everybody of the organization': () =>
        repository('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
      'a queue for notifications of one bucket': () =>
        queue('*', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::invoices' } }),
      'a topic as SNS creates it': () =>
        called('sns', 'SetTopicAttributes', {
          topicArn: 'arn:aws:sns:us-east-1:111122223333:alerts',
          attributeName: 'Policy',
          attributeValue: policy({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': '111122223333' } }),
        }),
      'a queue for one bucket without a named account': () =>
        queue('*', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:invoices' } }),
      'a layer and an event bus, to everybody of the organization': () => ({
        records: [
          ...called('lambda', 'AddLayerVersionPermission20181031', {
            layerName: 'tools',
            principal: '*',
            organizationId: 'o-exampleorgid',
          }).records,
          ...called('events', 'PutPermission', {
            eventBusName: 'orders',
            principal: '*',
            statementId: 's',
            condition: { type: 'StringEquals', key: 'aws:PrincipalOrgID', value: 'o-exampleorgid' },
          }).records,
        ],
      }),
      'a search domain in a VPC, to everybody there': () =>
        domain({ responseElements: { domainConfig: { vPCOptions: { options: { subnetIds: ['subnet-1'] } } } } }),
      'a search domain with its own users': () =>
        domain({ responseElements: { domainConfig: { advancedSecurityOptions: { options: { enabled: true } } } } }),
      'a public API': () =>
        called('apigateway', 'CreateRestApi', { createRestApiInput: { name: 'shop', policy: policy('*') } }),
      'a file system, to everybody who comes through its network': () =>
        called('elasticfilesystem', 'PutFileSystemPolicy', {
          fileSystemId: 'fs-0123456789abcdef0',
          policy: policy({ AWS: '*' }, { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } }),
        }),
      'a service invokes a function': () =>
        called('lambda', 'AddPermission20150331v2', { functionName: 'orders', principal: 's3.amazonaws.com' }),
      'a share within the organization': () =>
        called('ram', 'CreateResourceShare', {
          name: 'subnets',
          principals: ['arn:aws:organizations::444455556666:organization/o-exampleorgid'],
        }),
    },
  },
});

function did(_: Parameters, record: CloudTrailRecord): string {
  return `opened ${nameOf(record) ?? '(not named)'} to`;
}

/** An account, or everybody, by a statement's principal alone. */
function anybodyIn(principal: unknown): readonly string[] {
  return principal === '*' ? [EVERYBODY] : accountsIn([principal]);
}

function accountsIn(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => accountIn(textOf(value) ?? '') ?? []);
}

/**
 * The name of the resource, from the most specific parameter. A policy that applies to all resources of a service is
 * named by the service.
 */
function nameOf({ requestParameters = {}, eventSource }: CloudTrailRecord): string | undefined {
  return NAMES.flatMap((name) => textOf(requestParameters[name]) ?? [])[0] ?? eventSource;
}

const NAMES = [
  'repositoryName',
  'repository',
  'resourceArn',
  'resourceARN',
  'backupVaultName',
  'domain',
  'clusterArn',
  'identity',
  'functionName',
  'layerName',
  'resourceShareArn',
  'queueUrl',
  'queueName',
  'topicArn',
  'secretId',
  'fileSystemId',
  'vaultName',
  'registryName',
  'vectorBucketName',
  'modelPackageGroupName',
  'bucketName',
  'domainName',
  'containerName',
  'tableBucketARN',
  'eventBusName',
  'emailIdentity',
  'projectName',
  'restApiId',
  'name',
  'Name',
];

function policy(Principal: unknown, Condition: object = {}): string {
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: '*', Resource: '*', Condition }] });
}

const LETS_IN = policy({ AWS: STRANGER });
const OTHERS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
  ['ecr', 'PutRegistryPolicy', { policyText: LETS_IN }],
  [
    'dynamodb',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/t', policy: LETS_IN },
  ],
  ['kinesis', 'PutResourcePolicy', { resourceARN: 'arn:aws:kinesis:us-east-1:111122223333:stream/s', policy: LETS_IN }],
  ['glue', 'PutResourcePolicy', { policyInJson: LETS_IN }],
  ['backup', 'PutBackupVaultAccessPolicy', { backupVaultName: 'vault', policy: LETS_IN }],
  ['codeartifact', 'PutRepositoryPermissionsPolicy', { domain: 'corp', repository: 'npm', policyDocument: LETS_IN }],
  ['codeartifact', 'PutDomainPermissionsPolicy', { domain: 'corp', policyDocument: LETS_IN }],
  ['kafka', 'PutClusterPolicy', { clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/c', policy: LETS_IN }],
  ['ses', 'PutIdentityPolicy', { identity: 'shop.example', policyName: 'p', policy: LETS_IN }],
  ['secretsmanager', 'PutResourcePolicy', { secretId: 'prod/db', resourcePolicy: LETS_IN }],
  ['glacier', 'SetVaultAccessPolicy', { vaultName: 'cold', policy: { policy: LETS_IN } }],
  ['elasticfilesystem', 'PutFileSystemPolicy', { fileSystemId: 'fs-0123456789abcdef0', policy: LETS_IN }],
  ['es', 'UpdateDomainConfig', { domainName: 'search', accessPolicies: LETS_IN }],
  ['s3', 'PutAccessPointPolicy', { name: 'readers', policy: LETS_IN }],
  ['s3express', 'PutBucketPolicy', { bucketName: 'b--use1-az4--x-s3', bucketPolicy: JSON.parse(LETS_IN) }],
  [
    's3tables',
    'PutTableBucketPolicy',
    { tableBucketARN: 'arn:aws:s3tables:us-east-1:111122223333:bucket/b', resourcePolicy: LETS_IN },
  ],
  ['s3vectors', 'PutVectorBucketPolicy', { vectorBucketName: 'v', policy: LETS_IN }],
  ['mediastore', 'PutContainerPolicy', { containerName: 'films', policy: LETS_IN }],
  [
    'acm-pca',
    'PutPolicy',
    { resourceArn: 'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/a', policy: LETS_IN },
  ],
  [
    'redshift',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:redshift:us-east-1:111122223333:namespace:n', policy: LETS_IN },
  ],
  [
    'redshift-serverless',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:redshift-serverless:us-east-1:111122223333:snapshot/s', policy: LETS_IN },
  ],
  [
    'cloudtrail',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e', resourcePolicy: LETS_IN },
  ],
  [
    'codebuild',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:codebuild:us-east-1:111122223333:project/p', policy: LETS_IN },
  ],
  ['schemas', 'PutResourcePolicy', { registryName: 'events', policy: LETS_IN }],
  ['ssm', 'PutResourcePolicy', { resourceArn: 'arn:aws:ssm:us-east-1:111122223333:parameter/p', policy: LETS_IN }],
  ['sagemaker', 'PutModelPackageGroupPolicy', { modelPackageGroupName: 'models', resourcePolicy: LETS_IN }],
  [
    'vpc-lattice',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/s', policy: LETS_IN },
  ],
  ['ses', 'CreateEmailIdentityPolicy', { emailIdentity: 'mail.example', policyName: 'p', policy: LETS_IN }],
  [
    'apigateway',
    'UpdateRestApi',
    { restApiId: 'a1', updateRestApiInput: { patchOperations: [{ op: 'replace', path: '/policy', value: LETS_IN }] } },
  ],
  [
    'events',
    'PutPermission',
    { eventBusName: 'orders', action: 'events:PutEvents', principal: STRANGER, statementId: 's' },
  ],
  ['events', 'PutPermission', { eventBusName: 'bills', policy: LETS_IN }],
  ['lambda', 'AddPermission', { functionName: 'billing', principal: STRANGER }],
  ['lambda', 'AddLayerVersionPermission20181031', { layerName: 'tools', principal: STRANGER }],
  ['ram', 'CreateResourceShare', { name: 'subnets', principals: [STRANGER] }],
  ['sqs', 'CreateQueue', { queueName: 'jobs', attributes: { Policy: LETS_IN } }],
  [
    'sqs',
    'AddPermission',
    { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/r', aWSAccountIds: [STRANGER] },
  ],
  [
    'sqs',
    'AddPermission',
    { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/s', AWSAccountIds: [STRANGER] },
  ],
  [
    'sns',
    'SetTopicAttributes',
    { topicArn: 'arn:aws:sns:us-east-1:111122223333:a', attributeName: 'Policy', attributeValue: LETS_IN },
  ],
  ['sns', 'CreateTopic', { name: 'alerts', attributes: { Policy: LETS_IN } }],
  ['sns', 'AddPermission', { topicArn: 'arn:aws:sns:us-east-1:111122223333:b', aWSAccountId: [STRANGER] }],
];

function repository(principal: unknown, condition: object = {}, overrides = {}) {
  return called(
    'ecr',
    'SetRepositoryPolicy',
    { repositoryName: 'orders', policyText: policy(principal, condition) },
    overrides,
  );
}

function queue(principal: unknown, condition: object = {}) {
  const parameters = {
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/q',
    attributes: { Policy: policy(principal, condition) },
  };
  return called('sqs', 'SetQueueAttributes', parameters);
}

function domain(overrides: Readonly<Record<string, unknown>>) {
  return called('es', 'UpdateDomainConfig', { domainName: 'search', accessPolicies: policy({ AWS: '*' }) }, overrides);
}
