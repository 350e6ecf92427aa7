import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';

const schema = z.object({
  functionArn: z.string().optional(),
  functionName: z.string().optional().describe('Absent where the log names an interface only, which functions share.'),
  vpcConfig: z
    .object({ vpcId: z.string().optional(), subnetIds: z.array(z.string()).optional() })
    .meta({ title: 'LambdaVpcConfig' })
    .optional(),
});

export type LambdaDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly lambdaDetails: LambdaDetails;
  }
  interface ResourceTypes {
    readonly Lambda: 'lambdaDetails';
  }
}

/** A function. One that is known by its interface alone goes by that, of which GuardDuty's details have no member. */
export default defineResourceKind({
  member: 'lambdaDetails',
  type: 'Lambda',
  guardduty: true,
  schema,
  id: ({ functionArn, functionName }) => functionArn ?? functionName,
  words: ({ functionName, vpcConfig }) =>
    functionName ? `function ${functionName}` : `a function in ${vpcConfig?.vpcId ?? 'an unknown VPC'}`,
  asff({ functionArn, functionName, vpcConfig }, { partition, region, accountId, id }) {
    const name = line(functionName, 256);
    if (functionArn !== undefined || name !== undefined)
      return {
        Type: 'AwsLambdaFunction',
        Id: functionArn ?? `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
        Details: {
          AwsLambdaFunction: {
            FunctionName: name,
            VpcConfig: { VpcId: line(vpcConfig?.vpcId, 64), SubnetIds: vpcConfig?.subnetIds },
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
});
