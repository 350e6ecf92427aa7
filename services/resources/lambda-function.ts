import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { SecurityGroup } from './kits/security-group.ts';
import { asffTags, Tags } from './kits/tags.ts';

const schema = z
  .object({
    functionArn: z.string().optional().describe('Its ARN.'),
    functionName: z
      .string()
      .optional()
      .describe('Absent where the log names only a network interface, which functions share.'),
    description: z.string().optional().describe('The description that its owner gave it.'),
    functionVersion: z.string().optional().describe('Its version.'),
    revisionId: z.string().optional().describe('The revision of that version.'),
    lastModifiedAt: z.number().optional().describe('Seconds since the epoch.'),
    role: z.string().optional().describe('The ARN of the role that it runs with.'),
    vpcConfig: z
      .object({
        vpcId: z.string().optional(),
        subnetIds: z.array(z.string()).optional().describe('Its subnets.'),
        securityGroups: z.array(SecurityGroup).optional(),
      })
      .meta({ title: 'LambdaVpcConfig', description: 'The VPC configuration of a function.' })
      .optional()
      .describe('Its VPC configuration.'),
    tags: Tags,
  })
  .describe('A function of AWS Lambda.');

export type LambdaDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly lambdaDetails: LambdaDetails;
  }
  interface ResourceTypes {
    readonly Lambda: 'lambdaDetails';
  }
}

/**
 * A function. One that is known only by its interface is identified by that; GuardDuty's details have no member for it.
 */
export default defineResourceKind({
  member: 'lambdaDetails',
  type: 'Lambda',
  guardduty: true,
  schema,
  id: ({ functionArn, functionName }) => functionArn ?? functionName,
  words: ({ functionName, vpcConfig }) =>
    functionName ? `function ${functionName}` : `a function in ${vpcConfig?.vpcId ?? 'an unknown VPC'}`,
  asff({ functionArn, functionName, functionVersion, role, vpcConfig, tags }, { partition, region, accountId, id }) {
    const name = line(functionName, 256);
    if (functionArn !== undefined || name !== undefined)
      return {
        Type: 'AwsLambdaFunction',
        Id: functionArn ?? `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
        ...asffTags(tags),
        Details: {
          AwsLambdaFunction: {
            FunctionName: name,
            Role: line(role, 512),
            Version: line(functionVersion, 64),
            VpcConfig: {
              VpcId: line(vpcConfig?.vpcId, 64),
              SubnetIds: vpcConfig?.subnetIds,
              SecurityGroupIds: vpcConfig?.securityGroups?.flatMap(({ groupId }) => line(groupId, 64) ?? []),
            },
          },
        },
      };
    if (!id.startsWith('eni-')) return otherResource(id, { VpcId: vpcConfig?.vpcId });
    return {
      Type: 'AwsEc2NetworkInterface',
      Id: `arn:${partition}:ec2:${region}:${accountId}:network-interface/${id}`,
      Details: { AwsEc2NetworkInterface: { NetworkInterfaceId: id } },
    };
  },
  ocsf: ({ functionName, vpcConfig }) => ({ name: functionName, endpoint: { vpc_uid: vpcConfig?.vpcId } }),
});
