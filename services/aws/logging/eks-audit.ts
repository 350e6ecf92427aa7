import { asking } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import type { LoggingCalls } from '../logging.ts';
import { followSubscriptions } from '../subscriptions.ts';

const eksAudit: LoggingCalls = {
  source: 'eks-audit',
  permissions: [
    { action: 'eks:ListClusters', principals: ['member'], why: 'know which EKS clusters there are' },
    {
      action: 'eks:DescribeCluster',
      principals: ['member'],
      why: 'know whether the audit log of an EKS cluster is on',
    },
  ],

  /** By subscriptions of the clusters' log groups; those of deleted clusters hold what is still to be read. */
  async find(config, destinations) {
    const [clusters, { found, unread }] = await Promise.all([
      listClusters(config),
      followSubscriptions(config, destinations, '/aws/eks/', (name) => LOG_GROUP.test(name)),
    ]);
    return {
      found,
      resources: clusters.length,
      unread: clusters.flatMap(({ name, audited }) =>
        audited
          ? (unread(`/aws/eks/${name}/cluster`) ?? [])
          : [`The audit log of the EKS cluster ${name} is off: turn on the type audit of its control plane logging.`],
      ),
    };
  },
};
export default eksAudit;

/** "Send control plane logs to CloudWatch Logs" in the Amazon EKS User Guide. */
const LOG_GROUP = /^\/aws\/eks\/[^/]+\/cluster$/;

async function listClusters(
  config: ClientConfig,
): Promise<readonly { readonly name: string; readonly audited: boolean }[]> {
  const { EKSClient, DescribeClusterCommand, paginateListClusters } = await import('@aws-sdk/client-eks');
  const client = new EKSClient(config);
  return asking(`see the EKS clusters in ${config.region}`, async () => {
    const clusters: { name: string; audited: boolean }[] = [];
    for await (const page of paginateListClusters({ client }, {}))
      for (const name of page.clusters ?? []) {
        const { cluster } = await client.send(new DescribeClusterCommand({ name }));
        const audited = cluster?.logging?.clusterLogging?.some(
          ({ enabled, types }) => enabled === true && types?.includes('audit') === true,
        );
        clusters.push({ name, audited: audited === true });
      }
    return clusters;
  });
}
