import type { Instance } from '@aws-sdk/client-ec2';
import { instanceFacts } from '#services/inventory/kits/instance-facts.ts';
import { paged } from '../aws-error.ts';
import type { InventoryCalls } from '../inventory.ts';
import { interfaceOf, tagsOf } from './kits/members.ts';
import { sharedClient } from '../shared-client.ts';

const instances: InventoryCalls = {
  what: 'instances',
  scope: 'region',
  tellsAll: 'instanceDetails',
  tellsAddresses: true,
  permissions: [
    {
      action: 'ec2:DescribeInstances',
      principals: ['member'],
      why: 'say of the instances that findings are about what they are: type, image, tags, profile, security groups',
    },
  ],

  async *pages(config) {
    const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeInstances({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
    for await (const { Reservations = [] } of paged(`describe the instances in ${config.region}`, pages))
      yield Reservations.flatMap(({ Instances = [] }) => Instances)
        // AWS lists a terminated instance for about an hour, with few details: earlier facts about it are worth more.
        .filter(({ State }) => State?.Name !== 'terminated')
        .flatMap((instance) => instanceFacts(detailsOf(instance), instance.LaunchTime?.getTime()));
  },
};
export default instances;

function detailsOf(instance: Instance) {
  const { IamInstanceProfile: profile, ProductCodes = [], NetworkInterfaces = [] } = instance;
  return {
    instanceId: instance.InstanceId,
    instanceType: instance.InstanceType,
    imageId: instance.ImageId,
    launchTime: instance.LaunchTime?.toISOString(),
    availabilityZone: instance.Placement?.AvailabilityZone,
    instanceState: instance.State?.Name,
    platform: instance.Platform,
    outpostArn: instance.OutpostArn,
    iamInstanceProfile: profile && { arn: profile.Arn, id: profile.Id },
    productCodes: ProductCodes.map(({ ProductCodeId, ProductCodeType }) => ({
      productCodeId: ProductCodeId,
      productCodeType: ProductCodeType,
    })),
    tags: tagsOf(instance.Tags),
    networkInterfaces: NetworkInterfaces.map(interfaceOf),
  };
}
