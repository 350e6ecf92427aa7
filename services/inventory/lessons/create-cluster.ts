import { beginning } from '../kits/beginning.ts';
import { compact } from '../kits/compact.ts';
import { anything, object, text } from '../kits/reply.ts';
import type { Lesson } from '../lesson.ts';

const Reply = object({
  cluster: object({
    name: text,
    arn: text,
    createdAt: anything,
    resourcesVpcConfig: object({ vpcId: text }),
  }),
});

/**
 * A cluster ("CreateCluster" in the Amazon EKS API Reference). Amazon ECS has a call of the same name for its own
 * clusters.
 */
const createCluster: Lesson = {
  service: 'eks.amazonaws.com',
  calls: ['CreateCluster'],
  member: ['cluster', 'responseElements'],
  learn({ responseElements, time }) {
    const { name, arn, createdAt: said, resourcesVpcConfig } = Reply.parse(responseElements).cluster;
    if (name === undefined) return [];
    // A number is in seconds.
    const since = beginning(typeof said === 'number' ? said * 1000 : said, time);
    const createdAt = Math.floor(since / 1000);
    const details = compact({ name, arn, vpcId: resourcesVpcConfig.vpcId, createdAt });
    return [{ member: 'eksClusterDetails', alias: name, since, details }];
  },
};
export default createCluster;
