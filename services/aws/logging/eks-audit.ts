import type { ClientConfig } from '../aws.ts';
import { isAudited, listClusters } from '../eks.ts';
import type { LoggingCalls } from '../logging.ts';
import { followSubscriptions, unlogged } from '../subscriptions.ts';

const eksAudit: LoggingCalls = {
  source: 'eks-audit',
  permissions: [],

  /** Follows the subscriptions of the clusters' log groups; those of deleted clusters may hold unread logs. */
  async find(config, { destinations }) {
    const [clusters, { found, unread }] = await Promise.all([
      clustersIn(config),
      followSubscriptions(config, destinations, '/aws/eks/', (name) => LOG_GROUP.test(name)),
    ]);
    return {
      found,
      resources: clusters.length,
      unread: clusters.flatMap(({ name, audited }) =>
        audited
          ? (unread(`/aws/eks/${name}/cluster`) ?? [])
          : unlogged(
              `The audit log of the EKS cluster ${name} is off: turn on the type audit of its control plane logging.`,
            ),
      ),
    };
  },
};
export default eksAudit;

/** "Send control plane logs to CloudWatch Logs" in the Amazon EKS User Guide. */
const LOG_GROUP = /^\/aws\/eks\/[^/]+\/cluster$/;

/** Clusters, and whether they write an audit log. */
async function clustersIn(config: ClientConfig) {
  const clusters: { readonly name: string; readonly audited: boolean }[] = [];
  for await (const cluster of listClusters(config))
    if (cluster.name !== undefined) clusters.push({ name: cluster.name, audited: isAudited(cluster) });
  return clusters;
}
