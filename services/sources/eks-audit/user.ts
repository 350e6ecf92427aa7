/**
 * Kinds of callers of a cluster, by user name. Names that begin with `system:` are Kubernetes' own, those that begin
 * with `eks:` and `aws:` are AWS's ("EKS created RBAC roles and users"); IAM gives neither to anybody else.
 */

/** A condition for `where`: a caller from outside the cluster, authenticated by IAM or another provider. */
export function isPerson(username: string | undefined): boolean {
  return username !== undefined && !/^(?:system|eks|aws):/.test(username);
}

/** Whether it is a service account, which anybody inside one of its pods can use. */
export function isServiceAccount(username: string | undefined): boolean {
  return username?.startsWith('system:serviceaccount:') ?? false;
}

/**
 * A condition for `where`: excludes the cluster's own work, by its control plane, its nodes, and the controllers in
 * `kube-system`, some of which create the pods of what others deployed.
 */
export function isNotTheClusterItself(username: string | undefined): boolean {
  if (username === undefined) return false;
  if (isServiceAccount(username)) return !username.startsWith('system:serviceaccount:kube-system:');
  return username === 'system:anonymous' || isPerson(username);
}
