import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/**
 * A request to the API of a Kubernetes cluster and its answer, with the members of `Event` in "kube-apiserver Audit
 * Configuration (v1)" of the Kubernetes documentation. Absent, null and ill-typed members are undefined.
 *
 * A request is told in stages: when it comes in, when a long answer begins, and when it is done. All have one id, and so
 * count once; that of a request that came in has no code, and so answers no question about what was done.
 */
export interface EksAuditRecord extends LogRecord {
  /** The name of the cluster, where the log group told it. */
  readonly cluster: string | undefined;
  /** `list secrets`, `create pods/exec`; of what is no resource the path: `get /healthz`. */
  readonly call: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly resource: string | undefined;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  /** Absent where many are asked about, and where a new one is named by the object that is sent. */
  readonly name: string | undefined;
  readonly user: KubernetesUser;
  /** As whom `user` asked to be heard. */
  readonly impersonatedUser: KubernetesUser | undefined;
  /** The client first, proxies after it. */
  readonly sourceIPs: readonly string[];
  /** The first of them. */
  readonly sourceIP: string | undefined;
  readonly userAgent: string | undefined;
  /** HTTP: 101 is a stream that was opened, as to a shell. Undefined where the request was not answered. */
  readonly code: number | undefined;
  /** What was sent and what came back, as far as the cluster logs them: of secrets and where an event is cut, neither. */
  readonly requestObject: unknown;
  readonly responseObject: unknown;
}

export interface KubernetesUser {
  readonly username: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  /** Of whom IAM vouched for: `arn`, `sessionName`, `accessKeyId`. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Fields that detectors may set conditions on, as text. */
export interface EksAuditFields {
  readonly call: string;
  readonly sourceIP: string;
  readonly userAgent: string;
  /** The name of the cluster. */
  readonly cluster: string;
  /** Whether nobody vouched for the caller: `system:anonymous`, or whoever is of the group of those. */
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
