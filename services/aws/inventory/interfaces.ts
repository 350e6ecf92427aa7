import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { instanceFacts } from '#services/inventory/kits/instance-facts.ts';
import { paged } from '../aws-error.ts';
import type { InventoryCalls } from '../inventory.ts';
import { interfaceOf, tagsOf } from './kits/members.ts';

/** Interfaces that are no instance's: of gateways, load balancers, endpoints, functions, databases. */
const interfaces: InventoryCalls = {
  what: 'interfaces',
  scope: 'region',
  permissions: [
    {
      action: 'ec2:DescribeNetworkInterfaces',
      principals: ['member'],
      why: 'say of the interfaces of gateways, load balancers and endpoints what they are, and which public addresses are yours',
    },
  ],

  async *pages(config) {
    const { EC2Client, paginateDescribeNetworkInterfaces } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeNetworkInterfaces({ client: new EC2Client(config), pageSize: 1000 }, {});
    for await (const { NetworkInterfaces = [] } of paged(`describe the interfaces in ${config.region}`, pages))
      yield NetworkInterfaces.filter(({ Attachment }) => Attachment?.InstanceId === undefined).flatMap((one) =>
        instanceFacts(detailsOf(one), one.Attachment?.AttachTime?.getTime()),
      );
  },
};
export default interfaces;

function detailsOf(one: NetworkInterface) {
  return {
    availabilityZone: one.AvailabilityZone,
    tags: tagsOf(one.TagSet),
    networkInterfaces: [interfaceOf(one)],
  };
}
