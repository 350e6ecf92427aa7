import { z } from 'zod';
import { otherResource } from '#services/model/asff.ts';
import { OCSF_USER } from '#services/model/ocsf.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';

const Container = z
  .object({
    name: z.string().optional(),
    image: z.string().optional(),
    volumeMounts: z
      .array(z.object({ name: z.string().optional(), mountPath: z.string().optional() }).meta({ title: 'VolumeMount' }))
      .optional(),
    securityContext: z.object({ privileged: z.boolean() }).meta({ title: 'SecurityContext' }).optional(),
  })
  .meta({ title: 'Container' });

const Volume = z
  .object({
    name: z.string().optional(),
    hostPath: z.object({ path: z.string() }).meta({ title: 'HostPath' }).optional(),
  })
  .meta({ title: 'Volume' });

const User = {
  username: z.string().optional(),
  groups: z.array(z.string()).optional(),
};

const schema = z.object({
  kubernetesUserDetails: z
    .object({
      ...User,
      uid: z.string().optional(),
      sessionName: z.array(z.string()).optional(),
      impersonatedUser: z.object(User).meta({ title: 'ImpersonatedUser' }).optional(),
    })
    .meta({ title: 'KubernetesUser', description: 'Who called.' })
    .optional(),
  kubernetesWorkloadDetails: z
    .object({
      name: z.string().optional(),
      type: z.string().optional(),
      namespace: z.string().optional(),
      hostNetwork: z.boolean().optional(),
      hostIPC: z.boolean().optional(),
      hostPID: z.boolean().optional(),
      serviceAccountName: z.string().optional(),
      containers: z.array(Container).optional(),
      volumes: z.array(Volume).optional(),
    })
    .meta({ title: 'KubernetesWorkload', description: 'What was to be run.' })
    .optional(),
});

export type KubernetesDetails = Described<typeof schema>;
export type KubernetesUserDetails = NonNullable<KubernetesDetails['kubernetesUserDetails']>;
export type KubernetesWorkloadDetails = NonNullable<KubernetesDetails['kubernetesWorkloadDetails']>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly kubernetesDetails: KubernetesDetails;
  }
}

/** Who called a cluster, and what was to run in it: stands beside the cluster. */
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

/** Whoever writes a cluster's tokens says how many groups there are. */
const GROUPS_MAX = 50;

/** How a sentence calls who called: `user alice`, `service account argocd/argocd-server`, `node ip-10-0-0-10`. */
export function callerWords(username: string | undefined): string {
  if (username === undefined) return 'a caller whom the record does not name';
  if (username === 'system:anonymous') return 'an anonymous caller';
  const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(username) ?? [];
  if (account !== undefined) return `service account ${namespace}/${account}`;
  const [, node] = /^system:node:(.+)$/.exec(username) ?? [];
  return node === undefined ? `user ${username}` : `node ${node}`;
}
