import type { Identity } from '#services/model/behaviour.ts';
import { idInCluster } from '#services/resources/eks-cluster.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { isServiceAccount } from '#services/sources/eks-audit/user.ts';

/** Parts of names that are new in each session of a role: the time, the id of a machine or of a run. */
const MADE_UP = /\d{6,}|(?=[0-9a-f-]*\d)[0-9a-f-]{8,}/;

/**
 * The caller of a cluster without what changes from session to session. Sessions of people are named after them and
 * stay as they are; session names that change are replaced by `*`.
 */
export function whoCalls(username: string): string {
  if (isServiceAccount(username)) return username;
  const from = Math.max(username.lastIndexOf('/'), username.lastIndexOf(':')) + 1;
  return MADE_UP.test(username.slice(from)) ? `${username.slice(0, from)}*` : username;
}

/** The caller as an identity, from the fields `cluster` and `user.username` alone. */
export function identityIn({
  cluster,
  user: { username },
}: Pick<EksAuditRecord, 'cluster' | 'user'>): Identity | undefined {
  if (username === undefined) return undefined;
  const who = whoCalls(username);
  return { id: idInCluster(cluster, who), class: classOf(username), peers: peersOf(who) };
}

/**
 * The class of a caller: classes differ in their ordinary days. A `run` is a session from outside the cluster whose name
 * a tool made up: of a pipeline most often, but anybody who takes a role without naming the session looks the same.
 */
export function classOf(username: string): 'person' | 'program' | 'run' {
  if (isServiceAccount(username)) return 'program';
  return whoCalls(username) === username ? 'person' : 'run';
}

/** The peers of a caller: a program is the same in every cluster, and people of one role do the same work. */
function peersOf(who: string): string {
  const account = /^system:serviceaccount:[^:]+:(.+)$/.exec(who)?.[1];
  if (account !== undefined) return `program ${account}`;
  return /:assumed-role\/([^/]+)\//.exec(who)?.[1] ?? 'users';
}
