import { compact } from '#services/inventory/kits/compact.ts';
import type { ClientConfig } from '../aws.ts';
import { listClusters } from '../eks.ts';
import type { Seen } from '#services/inventory/seen.ts';
import type { InventoryCalls } from '../inventory.ts';
import { inPages } from './kits/in-pages.ts';

/** EKS clusters. */
const clusters: InventoryCalls = {
  what: 'clusters',
  scope: 'region',
  tellsAll: 'eksClusterDetails',
  permissions: [],
  pages: (config) => inPages(clustersOf(config), 100),
};
export default clusters;

async function* clustersOf(config: ClientConfig): AsyncGenerator<Seen> {
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
    yield { member: 'eksClusterDetails', alias: name, since: createdAt?.getTime(), details };
  }
}
