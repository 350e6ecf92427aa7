import type { Instance } from '@aws-sdk/client-ec2';
import { instanceFacts } from '#services/inventory/kits/instance-facts.ts';
import { paged } from '../aws-error.ts';
import type { InventoryCalls } from '../inventory.ts';
import { admittedPorts, permissions, type AdmittedPorts } from './kits/admitted-ports.ts';
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
      why: 'describe the instances that findings are about: type, image, tags, profile, security groups',
    },
    ...permissions,
  ],

  async *pages(config, complain) {
    let admitted: AdmittedPorts | undefined;
    const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeInstances({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
    for await (const { Reservations = [] } of paged(`describe the instances in ${config.region}`, pages)) {
      const all = Reservations.flatMap(({ Instances = [] }) => Instances);
      // AWS lists a terminated instance for about an hour, with few details: earlier facts about it are worth more.
      const listed = all.filter(({ State }) => State?.Name !== 'terminated');
      if (listed.length > 0) admitted ??= await admittedPorts(config, complain);
      yield listed.flatMap((one) => instanceFacts(detailsOf(one, admitted), one.LaunchTime?.getTime()));
    }
  },
};
export default instances;

function detailsOf(instance: Instance, admitted: AdmittedPorts | undefined) {
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
    networkInterfaces: NetworkInterfaces.map((one) => interfaceOf(one, admitted)),
  };
}
