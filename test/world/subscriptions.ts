import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutAccountPolicyCommand,
  PutDestinationCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  CreateDeliveryStreamCommand,
  FirehoseClient,
  type ExtendedS3DestinationConfiguration,
} from '@aws-sdk/client-firehose';
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import type { AwsEmulator } from './aws-emulator.ts';
import { hands } from './organization.ts';

/** An account and Region of the emulator in which logs are created and subscribed, as their owner would. */
export interface Owner {
  readonly emulator: AwsEmulator;
  readonly accountId: string;
  readonly region: string;
}

/** @param audited whether its control plane writes an audit log; its log group is created separately */
export async function createCluster(owner: Owner, name: string, audited: boolean): Promise<void> {
  await new EKSClient(handsOf(owner)).send(
    new CreateClusterCommand({
      name,
      roleArn: `arn:aws:iam::${owner.accountId}:role/eks`,
      resourcesVpcConfig: {},
      logging: {
        clusterLogging: [
          { types: ['api'], enabled: true },
          { types: ['audit'], enabled: audited },
        ],
      },
    }),
  );
}

/** @param published the logs that it publishes to CloudWatch Logs */
export async function createDatabase(
  owner: Owner,
  name: string,
  engine: string,
  published: readonly string[],
): Promise<void> {
  await new RDSClient(handsOf(owner)).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: name,
      DBInstanceClass: 'db.t4g.micro',
      Engine: engine,
      AllocatedStorage: 20,
      MasterUsername: 'admin1',
      MasterUserPassword: 'not-a-secret',
      EnableCloudwatchLogsExports: [...published],
    }),
  );
}

/** Creates an Aurora cluster, which publishes the logs itself. */
export async function createDatabaseCluster(
  owner: Owner,
  name: string,
  engine: string,
  published: readonly string[],
): Promise<void> {
  await new RDSClient(handsOf(owner)).send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: name,
      Engine: engine,
      MasterUsername: 'admin1',
      MasterUserPassword: 'not-a-secret',
      EnableCloudwatchLogsExports: [...published],
    }),
  );
}

export async function createLogGroup(owner: Owner, logGroupName: string): Promise<void> {
  await logs(owner).send(new CreateLogGroupCommand({ logGroupName }));
}

/** Creates a delivery stream that writes to S3. @returns its ARN */
export async function createStream(
  owner: Owner,
  name: string,
  bucket: string,
  rest: Partial<ExtendedS3DestinationConfiguration> = {},
): Promise<string> {
  const { DeliveryStreamARN = '' } = await new FirehoseClient(handsOf(owner)).send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: {
        BucketARN: `arn:aws:s3:::${bucket}`,
        RoleARN: `arn:aws:iam::${owner.accountId}:role/firehose`,
        ...rest,
      },
    }),
  );
  return DeliveryStreamARN;
}

/** Creates a destination that other accounts may subscribe to, and that delivers to `targetArn`. @returns its ARN */
export async function createDestination(owner: Owner, destinationName: string, targetArn: string): Promise<string> {
  const { destination } = await logs(owner).send(
    new PutDestinationCommand({ destinationName, targetArn, roleArn: `arn:aws:iam::${owner.accountId}:role/logs` }),
  );
  return destination?.arn ?? '';
}

export async function subscribe(owner: Owner, logGroupName: string, destinationArn: string): Promise<void> {
  await logs(owner).send(
    new PutSubscriptionFilterCommand({ logGroupName, filterName: 'all', filterPattern: '', destinationArn }),
  );
}

/** Subscribes all log groups of the account except the named ones. */
export async function subscribeAccount(owner: Owner, DestinationArn: string, except: readonly string[]): Promise<void> {
  await logs(owner).send(
    new PutAccountPolicyCommand({
      policyName: 'all',
      policyType: 'SUBSCRIPTION_FILTER_POLICY',
      policyDocument: JSON.stringify({ DestinationArn, FilterPattern: '', Distribution: 'Random' }),
      selectionCriteria: `LogGroupName NOT IN ${JSON.stringify(except)}`,
    }),
  );
}

/** Writes into a stream of a log group; its subscribers get the events at once. */
export async function writeLog(
  owner: Owner,
  logGroupName: string,
  logStreamName: string,
  messages: readonly string[],
): Promise<void> {
  await logs(owner).send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
  await logs(owner).send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

function logs(owner: Owner): CloudWatchLogsClient {
  return new CloudWatchLogsClient(handsOf(owner));
}

function handsOf({ emulator, accountId, region }: Owner) {
  return hands(emulator, accountId, region);
}
