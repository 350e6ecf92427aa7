import { z } from 'zod';
import { otherResource } from '#services/model/asff.ts';
import { OCSF_USER } from '#services/model/ocsf.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';

const Container = z
  .object({
    name: z.string().optional(),
    image: z.string().optional().describe('The container image.'),
    volumeMounts: z
      .array(
        z
          .object({
            name: z.string().optional(),
            mountPath: z.string().optional().describe('The path in the container.'),
          })
          .meta({ title: 'VolumeMount', description: 'Where a volume is mounted.' }),
      )
      .optional()
      .describe('The volumes that are mounted in it.'),
    securityContext: z
      .object({ privileged: z.boolean().describe('Whether it may do everything on its node.') })
      .meta({ title: 'SecurityContext', description: 'What a container may do.' })
      .optional()
      .describe('What it may do.'),
  })
  .meta({ title: 'Container', description: 'A container of a workload.' });

const Volume = z
  .object({
    name: z.string().optional(),
    hostPath: z
      .object({ path: z.string() })
      .meta({ title: 'HostPath', description: 'A path on the node.' })
      .optional()
      .describe('The path on the node.'),
  })
  .meta({ title: 'Volume', description: 'A volume of a workload.' });

const User = {
  username: z.string().optional(),
  groups: z.array(z.string()).optional(),
};

const schema = z
  .object({
    kubernetesUserDetails: z
      .object({
        ...User,
        uid: z.string().optional().describe('The unique id of the user in the cluster.'),
        sessionName: z.array(z.string()).optional().describe('The name of the role session that made the call.'),
        impersonatedUser: z
          .object(User)
          .meta({ title: 'ImpersonatedUser', description: 'The identity that a user of a cluster impersonated.' })
          .optional()
          .describe('The identity that was impersonated.'),
      })
      .meta({ title: 'KubernetesUser', description: 'The caller.' })
      .optional()
      .describe('The caller.'),
    kubernetesWorkloadDetails: z
      .object({
        name: z.string().optional(),
        type: z.string().optional().describe('The kind of workload: `pods`.'),
        namespace: z.string().optional(),
        hostNetwork: z.boolean().optional().describe('Whether it uses the network of its node.'),
        hostIPC: z.boolean().optional().describe('Whether it shares the interprocess communication of its node.'),
        hostPID: z.boolean().optional().describe('Whether it sees the processes of its node.'),
        serviceAccountName: z.string().optional().describe('The service account that it runs with.'),
        containers: z.array(Container).optional().describe('Its containers.'),
        volumes: z.array(Volume).optional().describe('Its volumes.'),
      })
      .meta({ title: 'KubernetesWorkload', description: 'The workload of a request.' })
      .optional()
      .describe('The workload.'),
  })
  .describe('The caller and the workload in a cluster.');

export type KubernetesDetails = Described<typeof schema>;
export type KubernetesUserDetails = NonNullable<KubernetesDetails['kubernetesUserDetails']>;
export type KubernetesWorkloadDetails = NonNullable<KubernetesDetails['kubernetesWorkloadDetails']>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly kubernetesDetails: KubernetesDetails;
  }
}

/** The caller of a cluster, and the workload to run in it: appears beside the cluster. */
export default defineResourceKind({
  member: 'kubernetesDetails',
  guardduty: true,
  schema,
  id: ({ kubernetesUserDetails, kubernetesWorkloadDetails }) =>
    kubernetesWorkloadDetails?.name ?? kubernetesUserDetails?.username,
  words: ({ kubernetesUserDetails, kubernetesWorkloadDetails }) =>
    kubernetesWorkloadDetails === undefined
      ? callerWords(kubernetesUserDetails?.username)
      : `${kubernetesWorkloadDetails.type ?? 'workload'} ${kubernetesWorkloadDetails.name ?? '(unnamed)'}`,
  asff({ kubernetesUserDetails, kubernetesWorkloadDetails }, { id }) {
    const { username, groups, sessionName } = kubernetesUserDetails ?? {};
    const { name, type, namespace } = kubernetesWorkloadDetails ?? {};
    return otherResource(name ?? username ?? id, {
      User: username,
      Groups: groups?.join(' '),
      SessionName: sessionName?.join(' '),
      Workload: name,
      WorkloadType: type,
      Namespace: namespace,
    });
  },
  ocsf({ kubernetesUserDetails, kubernetesWorkloadDetails }) {
    const { username, uid, groups = [] } = kubernetesUserDetails ?? {};
    const isAccount = username?.startsWith('system:serviceaccount:') === true;
    return {
      name: kubernetesWorkloadDetails?.name,
      user: kubernetesUserDetails && {
        name: username,
        type: 'Kubernetes',
        type_id: isAccount ? OCSF_USER.service : OCSF_USER.user,
        uid,
        groups: groups.slice(0, GROUPS_MAX).map((name) => ({ name })),
      },
    };
  },
});

/** Bound on groups: the issuer of a cluster's tokens decides how many there are. */
const GROUPS_MAX = 50;

/** The caller's name in sentences: `user alice`, `service account argocd/argocd-server`, `node ip-10-0-0-10`. */
export function callerWords(username: string | undefined): string {
  if (username === undefined) return 'a caller whom the record does not name';
  if (username === 'system:anonymous') return 'an anonymous caller';
  const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(username) ?? [];
  if (account !== undefined) return `service account ${namespace}/${account}`;
  const [, node] = /^system:node:(.+)$/.exec(username) ?? [];
  return node === undefined ? `user ${username}` : `node ${node}`;
}
