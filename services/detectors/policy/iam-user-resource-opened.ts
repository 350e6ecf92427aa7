import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER, type Gift } from '../kits/outsiders.ts';
import { listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { letIn } from '#services/resources/kits/resource-policy.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Policy:IAMUser/ResourceOpened',
  title: 'A resource was opened to strangers',
  why: 'What a policy of its own opens to another account stays open when all keys here are changed.',
  asks: 'Was a registry, a table, a stream, a function, a queue or a share opened to everybody or to an account that is none of yours?',
  attack: ['T1537', 'T1530', 'T1098'],
  gifts: [
    opened('image repository', 'ecr', ['SetRepositoryPolicy', 'PutRegistryPolicy'], ['policyText']),
    opened('table', 'dynamodb', ['PutResourcePolicy'], ['policy']),
    opened('stream', 'kinesis', ['PutResourcePolicy'], ['policy']),
    opened('data catalog', 'glue', ['PutResourcePolicy'], ['policyInJson']),
    opened('backup vault', 'backup', ['PutBackupVaultAccessPolicy'], ['policy']),
    opened(
      'package repository',
      'codeartifact',
      ['PutRepositoryPermissionsPolicy', 'PutDomainPermissionsPolicy'],
      ['policyDocument'],
    ),
    opened('cluster of Kafka', 'kafka', ['PutClusterPolicy'], ['policy']),
    opened('mail identity', 'ses', ['PutIdentityPolicy'], ['policy']),
    {
      means: 'a function or a layer was opened',
      severity: 'Medium',
      service: 'lambda',
      calls: ['AddPermission20150331v2', 'AddPermission', 'AddLayerVersionPermission20181031'],
      to: ({ principal }) => accountsIn([principal]),
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
      toEverybody: 'Low',
      service: 'sqs',
      calls: ['SetQueueAttributes', 'CreateQueue', 'AddPermission'],
      to: (parameters) => [
        ...letIn(member(parameters, 'attributes', 'Policy')),
        ...accountsIn(listedTexts(parameters['aWSAccountIds'] ?? parameters['AWSAccountIds'])),
      ],
      did,
    },
    {
      means: 'a topic was opened',
      severity: 'Low',
      toEverybody: 'Low',
      service: 'sns',
      calls: ['SetTopicAttributes', 'CreateTopic', 'AddPermission'],
      to: (parameters) => [
        ...(parameters['attributeName'] === 'Policy' ? letIn(parameters['attributeValue']) : []),
        ...letIn(member(parameters, 'attributes', 'Policy')),
        ...accountsIn(listedTexts(parameters['aWSAccountId'])),
      ],
      did,
    },
  ],
  about: (record) => aboutChanged(nameOf(record) ?? '(not named)', record),

  asff: 'Software and Configuration Checks/Policy:IAMUser-ResourceOpened',
  blindTo: [
    'Functions that everybody may call and buckets: they have findings of their own.',
    'Which actions are opened, and what the strangers’ own accounts allow them.',
    'Domains of OpenSearch and file systems, whose networks decide as well.',
  ],
  falsePositives: ['Images, layers and packages that are published on purpose.'],
  respond: [
    'Ask the owner of the resource whose account it is, and what for.',
    'If nobody knows it, restore the policy, and look at who used the resource since.',
    'Deny principals outside the organization by a resource control policy (aws:PrincipalOrgID).',
  ],
  references: [
    {
      title: 'Cross-account resource access in IAM',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html',
    },
  ],
  examples: {
    fires: {
      'a repository of images, to an account': () => repository({ AWS: `arn:aws:iam::${STRANGER}:root` }),
      'a repository, to everybody, through CloudFormation': () => repository('*', {}, BY_CLOUDFORMATION),
      'a share': () => called('ram', 'AssociateResourceShare', { resourceShareArn: 'share', principals: [STRANGER] }),
      'a queue, which is less': () => queue('*'),
      'a function': () =>
        called('lambda', 'AddPermission20150331v2', {
          functionName: 'orders',
          principal: STRANGER,
          action: 'lambda:InvokeFunction',
        }),
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
      'a queue for what one bucket tells': () => queue('*', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::invoices' } }),
      'a topic as SNS makes it': () =>
        called('sns', 'SetTopicAttributes', {
          topicArn: 'arn:aws:sns:us-east-1:111122223333:alerts',
          attributeName: 'Policy',
          attributeValue: policy({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': '111122223333' } }),
        }),
      'a service calls a function': () =>
        called('lambda', 'AddPermission20150331v2', { functionName: 'orders', principal: 's3.amazonaws.com' }),
      'a share within the organization': () =>
        called('ram', 'CreateResourceShare', {
          name: 'subnets',
          principals: ['arn:aws:organizations::444455556666:organization/o-exampleorgid'],
        }),
    },
  },
});

function opened(what: string, service: string, calls: readonly string[], names: readonly string[]): Gift {
  return {
    means: `a ${what} was opened`.replace(/^a (?=[aeiou])/, 'an '),
    severity: 'Medium',
    toEverybody: 'High',
    service,
    calls,
    to: (parameters) => names.flatMap((name) => letIn(parameters[name])),
    did,
  };
}

function did(_: Parameters, record: CloudTrailRecord): string {
  return `opened ${nameOf(record) ?? '(not named)'} to`;
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
  'name',
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
