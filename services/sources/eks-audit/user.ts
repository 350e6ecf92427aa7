/**
 * Who calls a cluster, by user name. Names that begin with `system:` are Kubernetes' own, those that begin with `eks:` and
 * `aws:` are of AWS ("EKS created RBAC roles and users"); IAM gives neither to anybody else.
 */

/** A condition for `where`: somebody from outside the cluster, whom IAM or another provider vouched for. */
export function isPerson(username: string | undefined): boolean {
  return username !== undefined && !/^(?:system|eks|aws):/.test(username);
}

/** Whether it is a program in a pod, as which whoever is in the pod can call. */
export function isServiceAccount(username: string | undefined): boolean {
  return username?.startsWith('system:serviceaccount:') ?? false;
}

/**
 * A condition for `where`: not the cluster at work on itself: its control plane, its nodes, and the controllers that run
 * in `kube-system`, among them those that make the pods of what others deployed.
 */
export function isNotTheClusterItself(username: string | undefined): boolean {
  if (username === undefined) return false;
  if (isServiceAccount(username)) return !username.startsWith('system:serviceaccount:kube-system:');
  return username === 'system:anonymous' || isPerson(username);
}
