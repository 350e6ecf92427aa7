import { compact } from '#services/inventory/kits/compact.ts';
import { listClusters } from '../eks.ts';
import type { InventoryCalls, Seen } from '../inventory.ts';

const PAGE = 100;

/** EKS clusters. */
const clusters: InventoryCalls = {
  what: 'clusters',
  scope: 'region',
  permissions: [],

  async *pages(config) {
    let page: Seen[] = [];
    for await (const { name, arn, createdAt, resourcesVpcConfig, status, tags = {} } of listClusters(config)) {
      if (name === undefined) continue;
      const details = compact({
        name,
        arn,
        vpcId: resourcesVpcConfig?.vpcId,
        status,
        createdAt: createdAt && Math.floor(createdAt.getTime() / 1000),
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
      page.push({ member: 'eksClusterDetails', alias: name, since: createdAt?.getTime(), details });
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    yield page;
  },
};
export default clusters;
