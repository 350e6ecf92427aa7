import { instanceFacts } from '../kits/instance-facts.ts';
import { Interface, interfaceOf } from '../kits/network-interface.ts';
import { object } from '../kits/reply.ts';
import type { Lesson } from '../lesson.ts';

const Reply = object({ networkInterface: Interface });

/**
 * An interface, which may later belong to an instance or a service ("CreateNetworkInterface" in the Amazon EC2 API
 * Reference).
 */
const createNetworkInterface: Lesson = {
  service: 'ec2.amazonaws.com',
  calls: ['CreateNetworkInterface'],
  member: ['networkInterfaceId', 'responseElements'],
  learn({ responseElements, time }) {
    const { networkInterface } = Reply.parse(responseElements);
    const { networkInterfaceId, availabilityZone, tagSet } = networkInterface;
    if (!networkInterfaceId?.startsWith('eni-')) return [];
    return instanceFacts({ availabilityZone, tags: tagSet, networkInterfaces: [interfaceOf(networkInterface)] }, time);
  },
};
export default createNetworkInterface;
