import type { z } from 'zod';
import { beginning } from '../kits/beginning.ts';
import { instanceFacts } from '../kits/instance-facts.ts';
import { Groups, Interface, interfaceOf } from '../kits/network-interface.ts';
import { anything, list, object, tags, text } from '../kits/reply.ts';
import type { Lesson } from '../lesson.ts';

const Instance = object({
  instanceId: text,
  imageId: text,
  instanceType: text,
  launchTime: anything,
  placement: object({ availabilityZone: text }),
  platform: text,
  outpostArn: text,
  iamInstanceProfile: object({ arn: text, id: text }),
  productCodes: list(object({ productCode: text, type: text }), 16),
  privateIpAddress: text,
  privateDnsName: text,
  subnetId: text,
  vpcId: text,
  groupSet: Groups,
  tagSet: tags,
  networkInterfaceSet: list(Interface, 32),
});

const Reply = object({ instancesSet: list(Instance, 500) });

/** Instances that were started: the reply describes each ("RunInstances" in the Amazon EC2 API Reference). */
const runInstances: Lesson = {
  service: 'ec2.amazonaws.com',
  calls: ['RunInstances'],
  member: ['instanceId', 'responseElements'],
  learn(record) {
    const { instancesSet } = Reply.parse(record.responseElements);
    return instancesSet.flatMap((instance) => {
      if (!instance.instanceId?.startsWith('i-')) return [];
      const since = beginning(instance.launchTime, record.time);
      return instanceFacts(detailsOf(instance, since), since);
    });
  },
};
export default runInstances;

function detailsOf(instance: z.infer<typeof Instance>, since: number) {
  const { arn, id } = instance.iamInstanceProfile;
  const told = instance.networkInterfaceSet.map(interfaceOf);
  // In old records only the instance itself has the details of its first interface.
  const { privateIpAddress, privateDnsName, subnetId, vpcId, groupSet: securityGroups } = instance;
  return {
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    imageId: instance.imageId,
    launchTime: new Date(since).toISOString(),
    availabilityZone: instance.placement.availabilityZone,
    // The reply says `pending`, a state that lasts seconds.
    instanceState: 'running',
    platform: instance.platform,
    outpostArn: instance.outpostArn,
    iamInstanceProfile: arn === undefined && id === undefined ? undefined : { arn, id },
    productCodes: instance.productCodes.map(({ productCode, type }) => ({
      productCodeId: productCode,
      productCodeType: type,
    })),
    tags: instance.tagSet,
    networkInterfaces: told.length > 0 ? told : [{ privateIpAddress, privateDnsName, securityGroups, subnetId, vpcId }],
  };
}
