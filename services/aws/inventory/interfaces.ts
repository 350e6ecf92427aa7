import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { instanceFacts } from '#services/inventory/kits/instance-facts.ts';
import { interfacePages } from '../ec2.ts';
import type { InventoryCalls } from '../inventory.ts';
import { interfaceOf, tagsOf } from './kits/members.ts';

/** Interfaces that are no instance's: of gateways, load balancers, endpoints, functions, databases. */
const interfaces: InventoryCalls = {
  what: 'interfaces',
  scope: 'region',
  permissions: [],

  async *pages(config) {
    for await (const page of interfacePages(config))
      yield page
        .filter(({ Attachment }) => Attachment?.InstanceId === undefined)
        .flatMap((one) => instanceFacts(detailsOf(one), one.Attachment?.AttachTime?.getTime()));
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
