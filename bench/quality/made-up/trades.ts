/** The services that people use, and their resources. Calls are named as by AWS: a verb, then the resource. */
const SERVICES = {
  acm: 'Certificate Certificates',
  apigateway: 'RestApi Stage Deployment Resource Method UsagePlan',
  appsync: 'GraphqlApi Resolver DataSource Type',
  athena: 'WorkGroup NamedQuery QueryExecution DataCatalog PreparedStatement',
  autoscaling: 'AutoScalingGroups ScalingActivities LaunchConfigurations ScheduledActions',
  backup: 'BackupPlan BackupJob BackupVault RecoveryPoints',
  batch: 'JobQueues JobDefinitions ComputeEnvironments Jobs',
  budgets: 'Budget Budgets BudgetActions',
  ce: 'CostAndUsage CostForecast Dimensions SavingsPlansCoverage',
  cloudformation: 'Stacks StackEvents StackResources ChangeSet Template',
  cloudfront: 'Distribution Invalidation CachePolicy Function',
  cloudtrail: 'Trails TrailStatus Events EventDataStores',
  codebuild: 'Projects Builds Reports BuildBatches',
  codepipeline: 'Pipeline PipelineState PipelineExecution ActionTypes',
  config: 'ComplianceByConfigRule ConfigurationRecorders ResourceConfigHistory Aggregators',
  dynamodb: 'Table Tables ContinuousBackups TimeToLive GlobalTable',
  ec2: 'Instances Volumes Vpcs Subnets SecurityGroups Images Addresses InstanceStatus RouteTables NetworkInterfaces Tags',
  ecr: 'Repositories Images ImageScanFindings LifecyclePolicy',
  ecs: 'Clusters Services Tasks TaskDefinition ContainerInstances',
  eks: 'Cluster Nodegroup Addon FargateProfile Update',
  elasticache: 'CacheClusters ReplicationGroups CacheParameters Snapshots',
  elasticfilesystem: 'FileSystems MountTargets AccessPoints',
  elasticloadbalancing: 'LoadBalancers TargetGroups TargetHealth Listeners Rules',
  elasticmapreduce: 'Cluster Steps InstanceGroups',
  events: 'Rule Rules Targets EventBus',
  glue: 'Database Table Partitions Crawler JobRun Jobs Connections',
  guardduty: 'Detector Findings FindingsStatistics Members',
  health: 'Events EventDetails AffectedEntities',
  iam: 'Role Roles Policy Policies User Users Groups AttachedRolePolicies AccountSummary',
  inspector2: 'Findings Coverage FindingAggregations',
  kinesis: 'Stream StreamSummary Shards ShardIterator',
  kms: 'Key Keys Aliases KeyRotationStatus KeyPolicy',
  lambda: 'Function Functions FunctionConfiguration Alias Versions Layers',
  lakeformation: 'DataLakeSettings Permissions Resource LFTag',
  logs: 'LogGroups LogStreams LogEvents QueryResults MetricFilters',
  monitoring: 'MetricData MetricStatistics Dashboard Alarms Metrics',
  organizations: 'Accounts Organization Roots Policies OrganizationalUnits',
  quicksight: 'Dashboard DataSet Analysis DataSource',
  rds: 'DBInstances DBClusters DBSnapshots DBParameters Events DBLogFiles',
  redshift: 'Clusters ClusterSnapshots ClusterParameters',
  route53: 'HostedZone HostedZones ResourceRecordSets HealthCheck',
  s3: 'BucketLocation BucketPolicy BucketTagging BucketVersioning BucketLifecycle BucketNotification BucketEncryption',
  sagemaker: 'NotebookInstances TrainingJob Models Endpoint ProcessingJobs',
  securityhub: 'Findings Insights StandardsControls EnabledStandards',
  servicequotas: 'ServiceQuota Services',
  sns: 'Topic TopicAttributes Subscriptions',
  sqs: 'Queue QueueAttributes Queues QueueTags',
  ssm: 'Document Inventory InstanceInformation MaintenanceWindows PatchBaselines',
  sso: 'Instances PermissionSets AccountAssignments',
  states: 'StateMachine Execution ExecutionHistory Activities',
  support: 'Cases TrustedAdvisorChecks',
  wafv2: 'WebACL IPSet RuleGroup LoggingConfiguration',
} as const;
export type Service = keyof typeof SERVICES;

export const TRADES = {
  developer: {
    services:
      'lambda logs monitoring dynamodb sqs sns apigateway cloudformation ecs ecr s3 states events codebuild codepipeline appsync ec2 iam rds',
    role: 'Developer',
    writes: true,
    share: 40,
  },
  data: {
    services:
      's3 athena glue redshift elasticmapreduce kinesis sagemaker quicksight lakeformation logs rds dynamodb batch monitoring iam',
    role: 'DataEngineer',
    writes: true,
    share: 20,
  },
  sre: {
    services:
      'ec2 monitoring logs elasticloadbalancing autoscaling rds eks ecs route53 ssm acm elasticache backup kms cloudfront s3 iam elasticfilesystem health support cloudformation servicequotas',
    role: 'Operations',
    writes: true,
    share: 15,
  },
  security: {
    services:
      'securityhub guardduty config inspector2 cloudtrail iam ec2 s3 kms wafv2 organizations sso logs access-analyzer',
    role: 'SecurityAudit',
    writes: false,
    share: 8,
  },
  admin: {
    services:
      'iam ec2 s3 organizations sso cloudformation ce budgets support servicequotas cloudtrail kms route53 rds monitoring health',
    role: 'Administrator',
    writes: true,
    share: 7,
  },
  reader: {
    services: 'ce budgets ec2 s3 rds monitoring support health lambda cloudformation',
    role: 'ReadOnly',
    writes: false,
    share: 10,
  },
} as const;
export type Trade = keyof typeof TRADES;

export function servicesOf(trade: Trade): readonly Service[] {
  return TRADES[trade].services.split(' ').filter(isService);
}

export function isService(name: string): name is Service {
  return Object.hasOwn(SERVICES, name);
}

export const ALL_SERVICES: readonly Service[] = Object.keys(SERVICES).filter(isService);

export function thingsOf(service: Service): readonly string[] {
  return SERVICES[service].split(' ');
}
