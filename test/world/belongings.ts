import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { AwsEmulator } from './aws-emulator.ts';
import { createBucket, hands, HOME_REGION } from './organization.ts';

export interface Belongings {
  readonly instance: Instance;
  /** The interface of the function `thumbnails`. */
  readonly functionInterface: string;
  /** The interface of the functions `mailer` and `reports`. */
  readonly sharedInterface: string;
  /** The interface of the VPC endpoint for Systems Manager. */
  readonly endpointInterface: string;
  /** The interface of the internal load balancer `shop`. */
  readonly balancerInterface: string;
}

/**
 * Gives an account one resource of each kind that the inventory reads: an instance, a gateway with a public address,
 * functions, buckets…
 */
export async function createBelongings(emulator: AwsEmulator, owner: string, suffix: string): Promise<Belongings> {
  const ec2 = new EC2Client(hands(emulator, owner, HOME_REGION));
  const { Instances: [launched] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-1' }] }],
    }),
  );
  if (launched === undefined) throw new Error('Nothing was launched.');
  const { Subnets: [subnet] = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnet?.SubnetId, AllocationId }));

  await new EKSClient(hands(emulator, owner, HOME_REGION)).send(
    new CreateClusterCommand({
      name: 'prod',
      roleArn: `arn:aws:iam::${owner}:role/cluster`,
      resourcesVpcConfig: { subnetIds: [subnet?.SubnetId ?? ''] },
      tags: { team: 'platform' },
    }),
  );
  await new RDSClient(hands(emulator, owner, HOME_REGION)).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'not-a-secret',
      Tags: [{ Key: 'team', Value: 'sales' }],
    }),
  );

  await new IAMClient(hands(emulator, owner, HOME_REGION)).send(
    new CreateRoleCommand({
      RoleName: 'runner',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      }),
    }),
  );

  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'own', Description: 'own' }));
  const { GroupId: shared = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'shared', Description: 'shared' }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: shared }] },
      ],
    }),
  );
  const lambda = new LambdaClient(hands(emulator, owner, HOME_REGION));
  for (const [FunctionName, group] of [
    ['thumbnails', GroupId],
    ['mailer', shared],
    ['reports', shared],
  ] as const)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: `arn:aws:iam::${owner}:role/runner`,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: new Uint8Array([80, 75, 5, 6, ...new Uint8Array(18)]) },
        VpcConfig: { SubnetIds: [subnet?.SubnetId ?? ''], SecurityGroupIds: [group] },
        Tags: { team: 'media' },
      }),
    );
  const attached = async (Description: string, group: string) => {
    const { NetworkInterface: made } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: subnet?.SubnetId, Groups: [group], Description }),
    );
    return made?.NetworkInterfaceId ?? '';
  };
  const functionInterface = await attached('AWS Lambda VPC ENI-thumbnails-0f7a', GroupId);
  const sharedInterface = await attached('AWS Lambda VPC ENI-mailer-1b2c', shared);

  const { VpcEndpoint: endpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: subnet?.VpcId,
      ServiceName: `com.amazonaws.${HOME_REGION}.ssm`,
      VpcEndpointType: 'Interface',
      SubnetIds: [subnet?.SubnetId ?? ''],
    }),
  );
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const balancers = new ElasticLoadBalancingV2Client(hands(emulator, owner, HOME_REGION));
  const { LoadBalancers: [balancer] = [] } = await balancers.send(
    new CreateLoadBalancerCommand({
      Name: 'shop',
      Scheme: 'internal',
      Subnets: subnets.slice(0, 2).map(({ SubnetId }) => SubnetId ?? ''),
    }),
  );
  await balancers.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 8080,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const [, path = ''] = balancer?.LoadBalancerArn?.split(':loadbalancer/') ?? [];
  const balancerInterface = await attached(`ELB ${path}`, GroupId);

  const s3 = new S3Client({ ...hands(emulator, owner, HOME_REGION), forcePathStyle: true });
  const [open, closed] = ['open', 'closed'].map((name) => `${name}-${suffix}`);
  for (const bucket of [open, closed]) await createBucket(emulator, owner, bucket ?? '');
  await s3.send(new PutBucketTaggingCommand({ Bucket: open, Tagging: { TagSet: [{ Key: 'team', Value: 'sales' }] } }));
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${open}/*` };
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: open,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: closed,
      PublicAccessBlockConfiguration: {
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
      },
    }),
  );
  const endpointInterface = endpoint?.NetworkInterfaceIds?.[0] ?? '';
  return { instance: launched, functionInterface, sharedInterface, endpointInterface, balancerInterface };
}
