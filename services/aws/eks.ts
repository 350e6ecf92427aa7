import type { Cluster } from '@aws-sdk/client-eks';
import { asking, paged } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  { action: 'eks:ListClusters', principals: ['member'], why: 'know which EKS clusters there are' },
  {
    action: 'eks:DescribeCluster',
    principals: ['member'],
    why: 'know whether the audit log of an EKS cluster is on, and describe the clusters that findings name',
  },
];

/** The EKS clusters of a Region, one after the other. @throws AwsError */
export async function* listClusters(config: ClientConfig): AsyncGenerator<Cluster> {
  const { EKSClient, DescribeClusterCommand, paginateListClusters } = await import('@aws-sdk/client-eks');
  const client = sharedClient(EKSClient, config);
  const what = `see the EKS clusters in ${config.region}`;
  for await (const { clusters = [] } of paged(what, paginateListClusters({ client }, {})))
    for (const name of clusters) {
      const { cluster } = await asking(what, () => client.send(new DescribeClusterCommand({ name })));
      if (cluster !== undefined) yield cluster;
    }
}

/** Whether a cluster writes its audit log to CloudWatch Logs. */
export function isAudited({ logging }: Cluster): boolean {
  return (
    logging?.clusterLogging?.some(({ enabled, types }) => enabled === true && types?.includes('audit') === true) ??
    false
  );
}
