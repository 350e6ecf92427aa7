import { asking, AwsError } from '../aws-error.ts';
import { isAudited, listClusters } from '../eks.ts';
import { eachResource, type EnrolmentCalls } from '../enrolment.ts';
import { sharedClient } from '../shared-client.ts';

const eksAudit: EnrolmentCalls = {
  feature: 'eks-audit',
  scope: 'region',
  permissions: [
    { action: 'eks:UpdateClusterConfig', principals: ['enrolment'], why: 'turn on the audit log of EKS clusters' },
  ],

  async look(config) {
    const off: string[] = [];
    let on = 0;
    for await (const cluster of listClusters(config))
      if (isAudited(cluster)) on++;
      else off.push(cluster.name ?? '');
    return { on, off };
  },

  async switchOn(config, { resources }) {
    const { EKSClient, UpdateClusterConfigCommand } = await import('@aws-sdk/client-eks');
    const client = sharedClient(EKSClient, config);
    const logging = { clusterLogging: [{ types: ['audit' as const], enabled: true }] };
    await eachResource(resources, async (name) => {
      try {
        await asking(`turn on the audit log of ${name}`, () =>
          client.send(new UpdateClusterConfigCommand({ name, logging })),
        );
      } catch (error) {
        // "UpdateClusterConfig", Amazon EKS API Reference: a request that changes nothing is refused.
        if (!(error instanceof AwsError && /No changes needed/i.test(error.message))) throw error;
      }
    });
  },
};
export default eksAudit;
