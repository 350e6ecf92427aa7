import { whoCalls } from '#services/behaviour/kubernetes/identity.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { Resource, Subject } from '#services/model/subject.ts';
import clusterKind, { idInCluster, UNKNOWN_CLUSTER } from '#services/resources/eks-cluster.ts';
import {
  callerWords,
  type KubernetesUserDetails,
  type KubernetesWorkloadDetails,
} from '#services/resources/kubernetes.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

type Called = Pick<EksAuditRecord, 'cluster' | 'accountId' | 'region' | 'user' | 'impersonatedUser'>;

/** A caller of a cluster: each pair has a finding of its own, so that one caller's finding hides no other caller. */
export function aboutCaller(record: Called): Subject {
  return about(record, record.user.username ?? 'nobody named');
}

/** A caller across all sessions, as the profile of days knows it. */
export function aboutIdentity(record: Called, workload?: KubernetesWorkloadDetails): Subject | undefined {
  const { username } = record.user;
  return username === undefined ? undefined : about(record, whoCalls(username), workload);
}

/** An object in a cluster, no matter who changed it. */
export function aboutObject(record: EksAuditRecord, name = record.name, workload?: KubernetesWorkloadDetails): Subject {
  const { namespace, resource } = record;
  return about(record, [namespace, resource, name].filter((part) => part !== undefined).join('/'), workload);
}

/** The cluster as a whole. */
export function aboutCluster(record: EksAuditRecord): Subject {
  return about(record, undefined);
}

/** How a sentence names the cluster: `cluster prod`. */
export function clusterOf({ eksClusterDetails = {} }: Resource): string {
  return clusterKind.words(eksClusterDetails);
}

/** How a sentence names the caller: `user alice`, `service account argocd/argocd-server`. */
export function callerOf({ kubernetesDetails }: Resource): string {
  return callerWords(kubernetesDetails?.kubernetesUserDetails?.username);
}

function about(record: Called, what: string | undefined, workload?: KubernetesWorkloadDetails): Subject {
  const { cluster, accountId, region } = record;
  const arn = `arn:${awsPartition(region)}:eks:${region}:${accountId}:cluster/${cluster}`;
  return {
    resource: {
      id: what === undefined ? (cluster ?? UNKNOWN_CLUSTER) : idInCluster(cluster, what),
      resourceType: 'EKSCluster',
      eksClusterDetails: cluster === undefined ? {} : { name: cluster, arn },
      kubernetesDetails: {
        kubernetesUserDetails: userOf(record),
        ...(workload !== undefined && { kubernetesWorkloadDetails: workload }),
      },
    },
    role: 'TARGET',
  };
}

function userOf({ user, impersonatedUser }: Called): KubernetesUserDetails {
  const { username, uid, groups, extra } = user;
  const { sessionName } = extra;
  return {
    ...(username !== undefined && { username }),
    ...(uid !== undefined && { uid }),
    groups,
    ...(sessionName !== undefined && { sessionName }),
    ...(impersonatedUser !== undefined && {
      impersonatedUser: {
        ...(impersonatedUser.username !== undefined && { username: impersonatedUser.username }),
        groups: impersonatedUser.groups,
      },
    }),
  };
}
