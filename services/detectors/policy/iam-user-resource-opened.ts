import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { lambdaCalls } from '../kits/lambda.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { isGiven, listedObjects, listedTexts, member, parameter, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';
import { openedByPolicy } from '../kits/resource-policies.ts';
import { OPENINGS, policy } from '../kits/opening-examples.ts';
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
      calls: lambdaCalls('AddPermission'),
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
      means: 'a registry was told to copy its images to another',
      severity: 'Medium',
      service: 'ecr',
      calls: ['PutReplicationConfiguration'],
      to: (parameters) =>
        listedObjects(member(parameters, 'replicationConfiguration', 'rules')).flatMap(({ destinations }) =>
          accountsIn(listedObjects(destinations).map(({ registryId }) => registryId)),
        ),
      did: () => 'set the registry to copy its images to',
    },
    {
      means: 'a data catalog was opened',
      severity: 'Medium',
      service: 'lakeformation',
      calls: ['GrantPermissions'],
      to: (parameters) => accountsIn([member(parameters, 'principal', 'dataLakePrincipalIdentifier')]),
      did: () => 'gave permissions on a data catalog to',
    },
    {
      means: 'a portfolio of products was shared',
      severity: 'Medium',
      service: 'servicecatalog',
      calls: ['CreatePortfolioShare'],
      to: ({ accountId }) => accountsIn([accountId]),
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
      to: (parameters) => accountsIn(listedTexts(parameter(parameters, 'aWSAccountIds'))),
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
        records: OPENINGS.flatMap((call) => called(...call).records),
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
      'images are copied to another account of the organization': () =>
        called('ecr', 'PutReplicationConfiguration', {
          replicationConfiguration: {
            rules: [{ destinations: [{ region: 'eu-west-1', registryId: '444455556666' }] }],
          },
        }),
      'a service writes to log groups': () =>
        called('logs', 'PutResourcePolicy', {
          policyName: 'dns',
          policyDocument: policy({ Service: 'route53.amazonaws.com' }),
        }),
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
  return NAMES.flatMap((name) => textOf(parameter(requestParameters, name)) ?? [])[0] ?? eventSource;
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
  'destinationName',
  'portfolioId',
  'policyName',
  'name',
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
