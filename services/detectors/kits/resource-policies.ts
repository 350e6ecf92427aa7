import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { Gift } from './outsiders.ts';
import { isTrue } from './api-call.ts';
import { listedObjects, listedTexts, member } from './parameters.ts';

/** One kind of resource that has a policy of its own, and the calls that put it. */
interface ResourcePolicy {
  /** The noun with its article: "an image repository". */
  readonly what: string;
  /** `ecr` of `ecr.amazonaws.com`. */
  readonly service: string;
  readonly calls: readonly string[];
  /** The paths at which a request may hold the policy. */
  readonly policy: readonly string[];
  /**
   * The severity where the policy is for everybody, High unless given; `never` where such resources are meant for
   * everybody.
   */
  readonly toEverybody?: SeverityLabel | 'never';
  readonly severity?: SeverityLabel;
  /** Whether something besides the policy keeps everybody out, as far as the record shows. */
  readonly isGuarded?: (record: CloudTrailRecord) => boolean;
}

/**
 * ("AWS services that work with IAM" says which services have resource policies; the names are those of their
 * requests.)
 */
const POLICIES: readonly ResourcePolicy[] = [
  {
    what: 'an image repository',
    service: 'ecr',
    calls: ['SetRepositoryPolicy', 'PutRegistryPolicy'],
    policy: ['policyText'],
  },
  { what: 'a secret', service: 'secretsmanager', calls: ['PutResourcePolicy'], policy: ['resourcePolicy'] },
  { what: 'a table', service: 'dynamodb', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a stream', service: 'kinesis', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a data catalog', service: 'glue', calls: ['PutResourcePolicy'], policy: ['policyInJson'] },
  { what: 'a backup vault', service: 'backup', calls: ['PutBackupVaultAccessPolicy'], policy: ['policy'] },
  { what: 'an archive', service: 'glacier', calls: ['SetVaultAccessPolicy'], policy: ['policy.policy', 'policy'] },
  {
    what: 'a package repository',
    service: 'codeartifact',
    calls: ['PutRepositoryPermissionsPolicy', 'PutDomainPermissionsPolicy'],
    policy: ['policyDocument'],
  },
  { what: 'a Kafka cluster', service: 'kafka', calls: ['PutClusterPolicy'], policy: ['policy'] },
  {
    what: 'a mail identity',
    service: 'ses',
    calls: ['PutIdentityPolicy', 'CreateEmailIdentityPolicy', 'UpdateEmailIdentityPolicy'],
    policy: ['policy'],
  },
  // A file system can be reached only from its network.
  {
    what: 'a file system',
    service: 'elasticfilesystem',
    calls: ['PutFileSystemPolicy'],
    policy: ['policy'],
    toEverybody: 'Medium',
  },
  {
    what: 'a search domain',
    service: 'es',
    calls: ['CreateDomain', 'UpdateDomainConfig', 'CreateElasticsearchDomain', 'UpdateElasticsearchDomainConfig'],
    policy: ['accessPolicies'],
    isGuarded: isGuardedDomain,
  },
  {
    what: 'an S3 access point',
    service: 's3',
    calls: ['PutAccessPointPolicy', 'PutAccessPointPolicyForObjectLambda', 'PutMultiRegionAccessPointPolicy'],
    policy: [
      'policy',
      'Policy',
      'PutAccessPointPolicyRequest.Policy',
      'PutAccessPointPolicyForObjectLambdaRequest.Policy',
      'PutMultiRegionAccessPointPolicyRequest.Details.Policy',
      'details.policy',
    ],
  },
  { what: 'a directory bucket', service: 's3express', calls: ['PutBucketPolicy'], policy: ['bucketPolicy', 'policy'] },
  {
    what: 'a table bucket',
    service: 's3tables',
    calls: ['PutTableBucketPolicy', 'PutTablePolicy'],
    policy: ['resourcePolicy'],
  },
  { what: 'a vector bucket', service: 's3vectors', calls: ['PutVectorBucketPolicy'], policy: ['policy'] },
  { what: 'a media container', service: 'mediastore', calls: ['PutContainerPolicy'], policy: ['policy'] },
  { what: 'a certificate authority', service: 'acm-pca', calls: ['PutPolicy'], policy: ['policy'] },
  { what: 'a warehouse', service: 'redshift', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a warehouse', service: 'redshift-serverless', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'an event data store', service: 'cloudtrail', calls: ['PutResourcePolicy'], policy: ['resourcePolicy'] },
  { what: 'a build project', service: 'codebuild', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a schema registry', service: 'schemas', calls: ['PutResourcePolicy'], policy: ['policy', 'Policy'] },
  { what: 'a log destination', service: 'logs', calls: ['PutDestinationPolicy'], policy: ['accessPolicy'] },
  { what: 'a log group', service: 'logs', calls: ['PutResourcePolicy'], policy: ['policyDocument'] },
  { what: 'a group of firewall rules', service: 'network-firewall', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a parameter', service: 'ssm', calls: ['PutResourcePolicy'], policy: ['policy'] },
  { what: 'a model', service: 'bedrock', calls: ['PutResourcePolicy'], policy: ['resourcePolicy'] },
  { what: 'a model', service: 'sagemaker', calls: ['PutModelPackageGroupPolicy'], policy: ['resourcePolicy'] },
  { what: 'a service network', service: 'vpc-lattice', calls: ['PutResourcePolicy'], policy: ['policy'] },
  // Most APIs are meant for everybody.
  {
    what: 'an API',
    service: 'apigateway',
    calls: ['CreateRestApi', 'UpdateRestApi'],
    policy: ['policy', 'createRestApiInput.policy', 'updateRestApiInput.patchOperations'],
    toEverybody: 'never',
  },
  {
    what: 'a queue',
    service: 'sqs',
    calls: ['SetQueueAttributes', 'CreateQueue'],
    policy: ['attributes.Policy', 'attribute.Policy'],
    severity: 'Low',
    toEverybody: 'Low',
  },
  {
    what: 'a topic',
    service: 'sns',
    calls: ['CreateTopic'],
    policy: ['attributes.Policy'],
    severity: 'Low',
    toEverybody: 'Low',
  },
];

/** A gift for each kind of resource that its own policy can open. */
export function openedByPolicy(did: Gift['did']): readonly Gift[] {
  return POLICIES.map(({ what, service, calls, policy, severity = 'Medium', toEverybody = 'High', isGuarded }) => ({
    means: `${what} was opened`,
    severity,
    ...(toEverybody !== 'never' && { toEverybody }),
    service,
    calls,
    to: (parameters, record) => {
      const policies = policy.flatMap((path) => policiesAt(member(parameters, ...path.split('.'))));
      const whom = policies.flatMap((one) => letIn(one, record.time));
      return isGuarded?.(record) ? whom.filter((account) => account !== EVERYBODY) : whom;
    },
    did,
  }));
}

/** A policy, or the policies among the patches of a request ("UpdateRestApi"). */
function policiesAt(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return value === undefined ? [] : [value];
  return listedObjects(value).flatMap(({ path, value: policy }) => (path === '/policy' ? [policy] : []));
}

/**
 * Whether a search domain is in a network of the owner's, or has users of its own: then AWS advises a policy for
 * everybody ("Fine-grained access control in Amazon OpenSearch Service").
 */
function isGuardedDomain({ requestParameters, responseElements }: CloudTrailRecord): boolean {
  const states = [
    requestParameters,
    member(responseElements, 'domainStatus'),
    member(responseElements, 'domainConfig'),
  ];
  return states.some(
    (state) =>
      ['vPCOptions', 'vpcOptions'].some((name) => listedTexts(optionOf(state, name, 'subnetIds')).length > 0) ||
      isTrue(optionOf(state, 'advancedSecurityOptions', 'enabled')),
  );
}

/** An option of a request, or of an answer that shows the state of all options. */
function optionOf(state: unknown, name: string, option: string): unknown {
  return member(state, name, option) ?? member(state, name, 'options', option);
}
