import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { instanceFacts } from '#services/inventory/kits/instance-facts.ts';
import { interfacePages } from '../ec2.ts';
import type { InventoryCalls } from '../inventory.ts';
import { interfaceOwners, permissions, type InterfaceOwners } from './kits/interface-owners.ts';
import { admittedPorts, type AdmittedPorts } from './kits/admitted-ports.ts';
import { interfaceOf, tagsOf } from './kits/members.ts';

/** Interfaces that belong to no instance: of gateways, load balancers, endpoints, functions, databases. */
const interfaces: InventoryCalls = {
  what: 'interfaces',
  scope: 'region',
  tellsAddresses: true,
  permissions,

  async *pages(config, complain) {
    let owners: InterfaceOwners | undefined;
    let admitted: AdmittedPorts | undefined;
    for await (const page of interfacePages(config)) {
      const others = page.filter(({ Attachment }) => Attachment?.InstanceId === undefined);
      // Most Regions have no such interfaces.
      if (others.length > 0) {
        owners ??= await interfaceOwners(config, complain);
        admitted ??= await admittedPorts(config, complain);
      }
      yield others.flatMap((one) =>
        instanceFacts(detailsOf(one, owners, admitted), one.Attachment?.AttachTime?.getTime()),
      );
    }
  },
};
export default interfaces;

function detailsOf(one: NetworkInterface, owners: InterfaceOwners | undefined, admitted: AdmittedPorts | undefined) {
  return {
    availabilityZone: one.AvailabilityZone,
    tags: tagsOf(one.TagSet),
    networkInterfaces: [{ ...interfaceOf(one, admitted), owner: owners?.of(one) }],
  };
}
