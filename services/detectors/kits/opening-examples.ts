import { STRANGER } from './outsiders.ts';

/** A policy with one statement that allows everything to a principal. */
export function policy(Principal: unknown, Condition: object = {}): string {
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: '*', Resource: '*', Condition }] });
}

const LETS_IN = policy({ AWS: STRANGER });

/** Calls for examples, one of each way to open a resource to a stranger’s account. */
export const OPENINGS: readonly (readonly [service: string, eventName: string, parameters: object])[] = [
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
  ['schemas', 'PutResourcePolicy', { RegistryName: 'events', Policy: LETS_IN }],
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
  ['lambda', 'AddPermission20150331', { functionName: 'refunds', principal: STRANGER }],
  [
    'ecr',
    'PutReplicationConfiguration',
    { replicationConfiguration: { rules: [{ destinations: [{ region: 'eu-west-1', registryId: STRANGER }] }] } },
  ],
  ['logs', 'PutDestinationPolicy', { destinationName: 'all', accessPolicy: LETS_IN }],
  ['logs', 'PutResourcePolicy', { policyName: 'queries', policyDocument: LETS_IN }],
  ['lakeformation', 'GrantPermissions', { principal: { dataLakePrincipalIdentifier: STRANGER } }],
  ['servicecatalog', 'CreatePortfolioShare', { portfolioId: 'port-1', accountId: STRANGER }],
  [
    'bedrock',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:bedrock:us-east-1:111122223333:custom-model/m', resourcePolicy: LETS_IN },
  ],
  [
    'network-firewall',
    'PutResourcePolicy',
    { resourceArn: 'arn:aws:network-firewall:us-east-1:111122223333:stateful-rulegroup/r', policy: LETS_IN },
  ],
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
