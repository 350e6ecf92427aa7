export const OTHER_STREAM =
  'Logs of the control plane of an EKS cluster other than its audit log: no detector asks about them.';

/**
 * Why the events of a log stream are skipped: the control plane of an EKS cluster writes all its logs into one log
 * group, of which only the audit log is read ("Send control plane logs to CloudWatch Logs", Amazon EKS User Guide).
 */
export function noteOfStream(logStream: unknown): string | undefined {
  return typeof logStream === 'string' && OTHERS.test(logStream) ? OTHER_STREAM : undefined;
}

/** The audit log's stream differs from the API server's own by one more word: `kube-apiserver-audit-…`. */
const OTHERS =
  /^(?:kube-apiserver|authenticator|kube-scheduler|kube-controller-manager|cloud-controller-manager)-[0-9a-f]{8,64}$/;
