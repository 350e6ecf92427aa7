import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/**
 * A request to the API of a Kubernetes cluster and its answer, with the members of `Event` in "kube-apiserver Audit
 * Configuration (v1)" of the Kubernetes documentation. Absent, null and ill-typed members are undefined.
 *
 * A request is logged in stages: when it arrives, when a long answer begins, and when it is done. All stages have one
 * id, and so count once. The first stage has no code, so it matches no question about completed requests.
 */
export interface EksAuditRecord extends LogRecord {
  /** The name of the cluster, where the log group tells it. */
  readonly cluster: string | undefined;
  /** `list secrets`, `create pods/exec`; outside resources the path: `get /healthz`. */
  readonly call: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly resource: string | undefined;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  /** Absent for requests about several objects, and for a new object, whose name is in the request object. */
  readonly name: string | undefined;
  readonly user: KubernetesUser;
  /** The user that `user` impersonates. */
  readonly impersonatedUser: KubernetesUser | undefined;
  /** The client first, then proxies. */
  readonly sourceIPs: readonly string[];
  /** The client's address. */
  readonly sourceIP: string | undefined;
  readonly userAgent: string | undefined;
  /** The reason for which the API server allowed the request, in its words: the role that permits it, and its binding. */
  readonly allowedBy: string | undefined;
  /** HTTP status: 101 is an opened stream, as to a shell. Undefined where the request was not answered. */
  readonly code: number | undefined;
  /** The objects of request and answer, as far as the cluster logs them: absent for secrets and in truncated events. */
  readonly requestObject: unknown;
  readonly responseObject: unknown;
}

export interface KubernetesUser {
  readonly username: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  /** For users authenticated by IAM: `arn`, `sessionName`, `accessKeyId`. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Fields that conditions of detectors can use, as text. */
export interface EksAuditFields {
  readonly call: string;
  readonly sourceIP: string;
  readonly userAgent: string;
  /** The name of the cluster. */
  readonly cluster: string;
  /** Whether the caller was not authenticated: `system:anonymous`, or a member of the group of such callers. */
  readonly unauthenticated: 'true' | 'false';
  readonly 'user.username': string;
  readonly 'objectRef.namespace': string;
  readonly 'objectRef.name': string;
  readonly 'responseStatus.code': string;
}

/** Requests of these calls (`create pods/exec`); all requests when none is given. */
export function eksAudit(...calls: readonly string[]): From<EksAuditRecord, EksAuditFields> {
  return { source: 'eks-audit', routes: calls };
}
