import type { Identity } from '#services/model/behaviour.ts';
import { idInCluster } from '#services/resources/eks-cluster.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { isServiceAccount } from '#services/sources/eks-audit/user.ts';

/** What is made up anew for each session of a role: the time, the id of a machine or of a run. */
const MADE_UP = /\d{6,}|(?=[0-9a-f-]*\d)[0-9a-f-]{8,}/;

/**
 * Who calls a cluster, in whichever session: whoever works as before should be known as before. Sessions of people are
 * named after them; in other names the part that changes is left out.
 */
export function whoCalls(username: string): string {
  if (isServiceAccount(username)) return username;
  const from = Math.max(username.lastIndexOf('/'), username.lastIndexOf(':')) + 1;
  return MADE_UP.test(username.slice(from)) ? `${username.slice(0, from)}*` : username;
}

/** Who calls, by the fields `cluster` and `user.username` alone. */
export function identityIn({
  cluster,
  user: { username },
}: Pick<EksAuditRecord, 'cluster' | 'user'>): Identity | undefined {
  if (username === undefined) return undefined;
  const who = whoCalls(username);
  return { id: idInCluster(cluster, who), class: classOf(username), peers: peersOf(who) };
}

/** Of which class of callers, whose ordinary days differ: a person, or a program. */
export function classOf(username: string): 'person' | 'program' {
  return isServiceAccount(username) || whoCalls(username) !== username ? 'program' : 'person';
}

/** A program is the same in every cluster; people of one role do the same work. */
function peersOf(who: string): string {
  const account = /^system:serviceaccount:[^:]+:(.+)$/.exec(who)?.[1];
  if (account !== undefined) return `program ${account}`;
  return /:assumed-role\/([^/]+)\//.exec(who)?.[1] ?? 'users';
}
