import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { asffTags, Tags } from './kits/tags.ts';

const schema = z
  .object({
    name: z.string().optional().describe('Absent where the log does not name the cluster.'),
    arn: z.string().optional(),
    vpcId: z.string().optional(),
    status: z.string().optional().describe('Its status when it was last looked up.'),
    createdAt: z.number().optional().describe('Seconds since the epoch.'),
    tags: Tags,
  })
  .describe('A cluster of Amazon EKS.');

/** The id of a cluster that the log does not name. */
export const UNKNOWN_CLUSTER = 'unknown cluster';

/** The id of something in a cluster: a caller, a workload. */
export function idInCluster(cluster: string | undefined, what: string): string {
  return `${cluster ?? UNKNOWN_CLUSTER}/${what}`;
}

export type EksClusterDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly eksClusterDetails: EksClusterDetails;
  }
  interface ResourceTypes {
    readonly EKSCluster: 'eksClusterDetails';
  }
}

export default defineResourceKind({
  member: 'eksClusterDetails',
  type: 'EKSCluster',
  guardduty: true,
  schema,
  id: ({ name }) => name ?? UNKNOWN_CLUSTER,
  words: ({ name }) => (name === undefined ? 'a cluster that the log does not name' : `cluster ${name}`),
  asff: ({ name, arn, status, tags }, { id }) =>
    arn === undefined
      ? otherResource(id, { Name: name })
      : {
          Type: 'AwsEksCluster',
          Id: arn,
          ...asffTags(tags),
          Details: { AwsEksCluster: { Name: line(name, 256), Arn: arn, ClusterStatus: line(status, 64) } },
        },
  ocsf: ({ name }) => ({ name }),
});
