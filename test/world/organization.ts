import {
  BedrockClient,
  PutModelInvocationLoggingConfigurationCommand,
  type LoggingConfig,
} from '@aws-sdk/client-bedrock';
import { readFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateFlowLogsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import {
  AssociateResolverQueryLogConfigCommand,
  CreateResolverQueryLogConfigCommand,
  Route53ResolverClient,
} from '@aws-sdk/client-route53resolver';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openAws, type Aws } from '#services/aws/aws.ts';
import type { AwsEmulator } from './aws-emulator.ts';

const MEMBER_ROLE = readFileSync(new URL('../../infra/member-role.yaml', import.meta.url), 'utf8');
const ENROLMENT_ROLE = readFileSync(new URL('../../infra/enrolment-role.yaml', import.meta.url), 'utf8');

export const EXTERNAL_ID = 'external-id-of-the-tests';
export const HOME_REGION = 'us-east-1';

/** An organization in the emulator, and the functions that set it up: what its owners would do, not Vedette. */
export interface TestOrganization {
  readonly id: string;
  readonly managementAccountId: string;
  /** The delegated administrator account, in which Vedette runs. */
  readonly administratorAccountId: string;
  /** Every account except the management account, in the order of creation. The first is the administrator. */
  readonly members: readonly string[];
  /** Appended to bucket names, because all tests share one namespace. */
  readonly suffix: string;
}

/** Makes an organization of `size` accounts with a delegated administrator. No member has a role for Vedette yet. */
export async function createOrganization(emulator: AwsEmulator, size: number): Promise<TestOrganization> {
  // Random in each run: the emulator is shared by all test files, and may outlive the run.
  const managementAccountId = String(randomInt(10 ** 12)).padStart(12, '0');
  const client = new OrganizationsClient(hands(emulator, managementAccountId, HOME_REGION));
  const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const members: string[] = [];
  for (let index = 1; index < size; index += 1) {
    const { CreateAccountStatus } = await client.send(
      new CreateAccountCommand({ AccountName: `member-${index}`, Email: `member-${index}@corp.example` }),
    );
    members.push(CreateAccountStatus?.AccountId ?? '');
  }
  const administratorAccountId = members[0] ?? '';
  await client.send(
    new RegisterDelegatedAdministratorCommand({
      AccountId: administratorAccountId,
      ServicePrincipal: 'guardduty.amazonaws.com',
    }),
  );
  return {
    id: Organization?.Id ?? '',
    managementAccountId,
    administratorAccountId,
    members,
    suffix: managementAccountId,
  };
}

/** The configuration of clients that act as an account's own administrator. */
export function hands(emulator: AwsEmulator, accountId: string, region: string) {
  const keys = emulator.credentialsOf(accountId);
  return { endpoint: emulator.endpoint, region, credentials: async () => keys, maxAttempts: 1 };
}

/** Vedette's access to AWS, as the administrator account of the organization. */
export function openAsAdministrator(emulator: AwsEmulator, { administratorAccountId }: TestOrganization): Aws {
  const keys = emulator.credentialsOf(administratorAccountId);
  return openAws({
    region: HOME_REGION,
    partition: 'aws',
    endpoint: emulator.endpoint,
    memberRole: { name: 'VedetteMember', externalId: EXTERNAL_ID, sessionName: 'vedette' },
    credentials: async () => keys,
  });
}

/**
 * Deploys `infra/member-role.yaml` in an account, as the StackSet would (in the management account: as its owner
 * would).
 */
export async function deployMemberRole(
  emulator: AwsEmulator,
  organization: TestOrganization,
  accountId: string,
  externalId = EXTERNAL_ID,
): Promise<void> {
  await deploy(emulator, accountId, 'vedette', MEMBER_ROLE, {
    AdministratorAccountId: organization.administratorAccountId,
    ExternalId: externalId,
  });
}

/** Deploys `infra/enrolment-role.yaml` in the same way. */
export async function deployEnrolmentRole(
  emulator: AwsEmulator,
  organization: TestOrganization,
  accountId: string,
  eventBus: string,
): Promise<void> {
  await deploy(emulator, accountId, 'vedette-enrolment', ENROLMENT_ROLE, {
    AdministratorAccountId: organization.administratorAccountId,
    ExternalId: EXTERNAL_ID,
    EventBus: eventBus,
  });
}

async function deploy(
  emulator: AwsEmulator,
  accountId: string,
  name: string,
  template: string,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  await emulator.query(accountId, 'cloudformation', HOME_REGION, {
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: name,
    TemplateBody: template,
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    ...Object.fromEntries(
      Object.entries(parameters).flatMap(([key, value], index) => [
        [`Parameters.member.${index + 1}.ParameterKey`, key],
        [`Parameters.member.${index + 1}.ParameterValue`, value],
      ]),
    ),
  });
}

/** Creates an organizational unit with accounts, below the root or below another unit. @returns its id */
export async function createUnit(
  emulator: AwsEmulator,
  { managementAccountId }: TestOrganization,
  name: string,
  accountIds: readonly string[],
  parent?: string,
): Promise<string> {
  const client = new OrganizationsClient(hands(emulator, managementAccountId, HOME_REGION));
  const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ Name: name, ParentId: parent ?? root?.Id }),
  );
  for (const AccountId of accountIds)
    await client.send(
      new MoveAccountCommand({ AccountId, SourceParentId: root?.Id, DestinationParentId: OrganizationalUnit?.Id }),
    );
  return OrganizationalUnit?.Id ?? '';
}

export async function closeAccount(
  emulator: AwsEmulator,
  { managementAccountId }: TestOrganization,
  accountId: string,
): Promise<void> {
  const client = new OrganizationsClient(hands(emulator, managementAccountId, HOME_REGION));
  await client.send(new CloseAccountCommand({ AccountId: accountId }));
}

export async function createBucket(emulator: AwsEmulator, accountId: string, bucket: string, region = HOME_REGION) {
  await s3(emulator, accountId, region).send(
    new CreateBucketCommand({
      Bucket: bucket,
      ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: locationOf(region) } }),
    }),
  );
}

export async function putObject(
  emulator: AwsEmulator,
  accountId: string,
  bucket: string,
  key: string,
  body: Uint8Array,
  region = HOME_REGION,
  metadata: Readonly<Record<string, string>> = {},
) {
  await s3(emulator, accountId, region).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata }),
  );
}

/** Creates a trail of the whole organization, for all Regions. */
export async function createOrganizationTrail(
  emulator: AwsEmulator,
  { managementAccountId }: TestOrganization,
  bucket: string,
  prefix?: string,
) {
  const client = new CloudTrailClient(hands(emulator, managementAccountId, HOME_REGION));
  await client.send(
    new CreateTrailCommand({
      Name: 'organization',
      S3BucketName: bucket,
      S3KeyPrefix: prefix,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
      EnableLogFileValidation: true,
    }),
  );
  await client.send(new StartLoggingCommand({ Name: 'organization' }));
}

/** Creates a flow log of the account's default VPC. @param destination ARN of a bucket, with or without a prefix */
export async function createFlowLog(emulator: AwsEmulator, accountId: string, region: string, destination: string) {
  const client = new EC2Client(hands(emulator, accountId, region));
  await client.send(
    new CreateFlowLogsCommand({
      ResourceIds: [await defaultVpc(client)],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: destination,
    }),
  );
}

/** Turns on model invocation logging of Bedrock. */
export async function logModelCalls(
  emulator: AwsEmulator,
  accountId: string,
  region: string,
  loggingConfig: LoggingConfig,
): Promise<void> {
  const client = new BedrockClient(hands(emulator, accountId, region));
  await client.send(new PutModelInvocationLoggingConfigurationCommand({ loggingConfig }));
}

/** Creates a query log of the account's default VPC. @returns the VPC's id, which is part of its keys */
export async function createQueryLog(emulator: AwsEmulator, accountId: string, region: string, destination: string) {
  const vpcId = await defaultVpc(new EC2Client(hands(emulator, accountId, region)));
  const client = new Route53ResolverClient(hands(emulator, accountId, region));
  const { ResolverQueryLogConfig } = await client.send(
    new CreateResolverQueryLogConfigCommand({
      Name: 'queries',
      DestinationArn: destination,
      CreatorRequestId: `queries-${accountId}-${region}`,
    }),
  );
  await client.send(
    new AssociateResolverQueryLogConfigCommand({
      ResolverQueryLogConfigId: ResolverQueryLogConfig?.Id,
      ResourceId: vpcId,
    }),
  );
  return vpcId;
}

async function defaultVpc(client: EC2Client): Promise<string> {
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({}));
  const [vpc] = Vpcs;
  if (vpc?.VpcId === undefined) throw new Error('the account has no VPC');
  return vpc.VpcId;
}

function s3(emulator: AwsEmulator, accountId: string, region: string): S3Client {
  return new S3Client({ ...hands(emulator, accountId, region), forcePathStyle: true });
}

function locationOf(region: string): 'eu-west-1' {
  if (region !== 'eu-west-1') throw new Error(`tests make buckets in us-east-1 and eu-west-1, not in ${region}`);
  return region;
}
