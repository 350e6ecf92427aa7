import { changes, reads, removes, type CallWords } from './call-words.ts';
import type { ApiRates, AttackTier, OrdinaryTier, Tactic } from './rates.ts';

/** A rule over the words of an operation's name. */
export interface ApiRule {
  /** Completes a sentence that begins "because it …". */
  readonly because: string;
  readonly suits: (call: CallWords) => boolean;
  readonly rates: (call: CallWords) => ApiRates;
}

const services = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Services where people work every day: reading there says little by itself. */
const POPULAR = services(
  'acm apigateway athena autoscaling cloudformation cloudfront cloudtrail codebuild codecommit codepipeline cognito-idp dynamodb ec2 ecr ecs eks elasticache elasticfilesystem elasticloadbalancing elasticmapreduce es events glue iam kinesis kms lambda logs monitoring organizations rds redshift route53 s3 sagemaker secretsmanager servicecatalog ses signin sns sqs ssm states sts tagging',
);
/** Services that attackers read first. */
const SOUGHT = services('iam sts secretsmanager cloudtrail ses s3');
/** Services that attackers read next. */
const LOOKED_AT = services(
  'account bedrock cloudformation codebuild codecommit cognito-idp config dynamodb ec2 ecr ecs eks guardduty kms lambda logs organizations rds redshift route53 sagemaker securityhub servicequotas sns sqs ssm sso states',
);
/** Services that watch over others. */
const WATCHES = services(
  'access-analyzer auditmanager cloudtrail config detective fms guardduty inspector inspector2 macie2 network-firewall securityhub securitylake shield waf waf-regional wafv2',
);
const IDENTITIES = services('cognito-idp iam identitystore rolesanywhere sso');

const SECRET = /Secret|Password|Credential|AuthToken|PrivateKey|ApiKey|UserData|ConnectionString/;
const SIGNS_IN =
  /FederationToken|SessionToken|AuthorizationToken|SSHPublicKey|SigninToken|^ConsoleLogin|^AssumeRole|^CreateSession$|GetRoleCredentials|^CreateToken|^SwitchRole/;
const RUNS =
  /^(SendCommand|StartAutomationExecution|CreateAssociation|ExecuteCommand|RunTask|SubmitJob|StartBuild|StartBuildBatch|RunJobFlow|CreateDevEndpoint|StartJobRun|StartSession|ResumeSession|AddJobFlowSteps|StartCodeInterpreterSession|InvokeCodeInterpreter|ExecuteStatement|StartQueryExecution)$/;
const SPENDS =
  /^(RunInstances|RequestSpot\w*|InvokeModel\w*|Converse\w*|RequestServiceQuotaIncrease|Send\w*Email|VerifyEmail\w*|CreateCluster|CreateTrainingJob|RegisterDomain|CreateFleet|RunScheduledInstances|CreateEmailIdentity|PublishBatch)$/;
const RECORDS =
  /FlowLog|QueryLog|Logging|LogGroup|LogStream|AccessLog|Alarm|SubscriptionFilter|MetricFilter|RetentionPolicy|Trail(?!er)|EventSelectors|Monitoring|LogDelivery|InsightSelectors|EventDataStore/;
const GUARDS_DATA = /Versioning|Encryption|ObjectLock|Retention/;
const CARRIES_OUT =
  /SnapshotAttribute|ImageAttribute|BucketPolicy|BucketAcl|Replication|RepositoryPolicy|ResourcePolicy|ResourceShare|ExportTask|ExportImage|TrafficMirror|PublicAccessBlock|Website|Egress|ObjectAcl/;
const GRANTS =
  /Policy|PolicyVersion|UserToGroup|InstanceProfile|Boundary|AccessEntry|AccountAssignment|PermissionSet|RoleToDB|Permission/;
const IDENTITY =
  /AccessKey|LoginProfile|User|Role|Group|Provider|Anchor|Credential|MFADevice|KeyPair|Profile|Certificate|PublicKey|Assertion/;
const STAYS =
  /FunctionCode|FunctionConfiguration|LayerVersion|InstanceAttribute|EventSourceMapping|UrlConfig|Targets|Rule|Schedule|LifecycleConfig|SecurityGroup|Route|Peering|LaunchTemplate|LaunchConfiguration|NotebookInstance|TaskDefinition|StackSet|Document|SchedulingPolicy|KeyPair|VpcEndpoint|VpnConnection/;
const HOLDS_DATA = /Bucket|DB|Snapshot|Volume|Table|Backup|Vault|FileSystem|Key|Instances|Cluster|RecoveryPoint/;

function rates(tactic: Tactic | undefined, attack: AttackTier, ordinary: OrdinaryTier): ApiRates {
  return { tactic, attack, ordinary };
}

/** In order: the first rule that suits decides. */
export const API_RULES: readonly ApiRule[] = [
  {
    because: 'reads what is secret',
    suits: (call) => reads(call) && !/^(List|Describe)$/.test(call.verb) && SECRET.test(call.noun),
    rates: () => rates('CredentialAccess', 2, 'r'),
  },
  {
    because: 'begins a session or gives a token for one',
    suits: ({ name }) => SIGNS_IN.test(name),
    rates: () => rates('InitialAccess', 2, 'r'),
  },
  {
    because: 'only looks',
    suits: reads,
    rates: ({ service }) => {
      const attack = SOUGHT.has(service) ? 3 : LOOKED_AT.has(service) ? 2 : 1;
      return rates('Discovery', attack, POPULAR.has(service) ? 'm' : 's');
    },
  },
  {
    because: 'runs what the caller wrote',
    suits: ({ name }) => RUNS.test(name),
    rates: () => rates('Execution', 2, 's'),
  },
  {
    because: 'spends, on computing or sending, or asks to spend more',
    suits: ({ name }) => SPENDS.test(name),
    rates: () => rates('Impact', 2, 'r'),
  },
  {
    because: 'changes a service that watches',
    suits: ({ service }) => WATCHES.has(service),
    rates: (call) =>
      removes(call)
        ? rates('DefenseEvasion', 3, 'h')
        : changes(call)
          ? rates('DefenseEvasion', 2, 'r')
          : rates('DefenseEvasion', 1, 'r'),
  },
  {
    because: 'removes or changes what records',
    suits: (call) => RECORDS.test(call.noun) && (removes(call) || changes(call)),
    rates: (call) => (removes(call) ? rates('DefenseEvasion', 3, 'r') : rates('DefenseEvasion', 2, 's')),
  },
  {
    because: 'changes the organization or the account',
    suits: ({ service }) => service === 'organizations' || service === 'account',
    rates: () => rates('DefenseEvasion', 2, 'h'),
  },
  {
    because: 'takes a network’s rules away',
    suits: (call) => removes(call) && call.noun.includes('NetworkAcl'),
    rates: () => rates('DefenseEvasion', 2, 'r'),
  },
  {
    because: 'changes how data are kept',
    suits: ({ verb, noun }) => verb === 'Put' && GUARDS_DATA.test(noun),
    rates: () => rates('Impact', 2, 'r'),
  },
  {
    because: 'moves data elsewhere',
    suits: ({ service, verb, name }) =>
      (/^(transfer|datasync)$/.test(service) && /^(Create|Start|Update)$/.test(verb)) ||
      /^(CreateImage|CopyImage)$/.test(name),
    rates: () => rates('Exfiltration', 2, 'r'),
  },
  {
    because: 'makes or attaches a volume',
    suits: ({ name }) => /^(AttachVolume|CreateVolume)$/.test(name),
    rates: () => rates('Exfiltration', 1, 's'),
  },
  {
    because: 'shares, copies or opens data',
    suits: (call) =>
      !removes(call) &&
      (CARRIES_OUT.test(call.noun) || (/^(Copy|Create|Restore)$/.test(call.verb) && call.noun.includes('Snapshot'))),
    rates: () => rates('Exfiltration', 2, 'r'),
  },
  {
    because: 'lifts what keeps data from being shared',
    suits: (call) => removes(call) && call.noun.includes('PublicAccessBlock'),
    rates: () => rates('Exfiltration', 2, 'r'),
  },
  {
    because: 'says what an identity may do',
    suits: ({ service, noun }) => IDENTITIES.has(service) && GRANTS.test(noun),
    rates: () => rates('PrivilegeEscalation', 2, 'r'),
  },
  {
    because: 'makes, changes or removes an identity or its credentials',
    suits: ({ service, noun }) => IDENTITIES.has(service) && IDENTITY.test(noun),
    rates: (call) => (removes(call) ? rates('Impact', 1, 'r') : rates('Persistence', 3, 'r')),
  },
  {
    because: 'changes how identities are managed',
    suits: ({ service }) => IDENTITIES.has(service),
    rates: () => rates('Persistence', 1, 'r'),
  },
  {
    because: 'grants',
    suits: (call) => !removes(call) && GRANTS.test(call.noun),
    rates: () => rates('PrivilegeEscalation', 2, 'r'),
  },
  {
    because: 'changes what runs by itself, or who can reach it',
    suits: (call) => !removes(call) && STAYS.test(call.noun),
    rates: () => rates('Persistence', 1, 's'),
  },
  {
    because: 'removes what holds data',
    suits: (call) => removes(call) && HOLDS_DATA.test(call.noun),
    rates: () => rates('Impact', 2, 's'),
  },
  {
    because: 'removes something',
    suits: removes,
    rates: () => rates('Impact', 1, 's'),
  },
  {
    because: 'is none that attacks are known for',
    suits: () => true,
    rates: () => rates(undefined, 0, 's'),
  },
];
