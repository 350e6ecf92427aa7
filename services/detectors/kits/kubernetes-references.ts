/** References for every finding about a cluster. */
export const KUBERNETES_REFERENCES = [
  {
    title: 'EKS Protection finding types',
    url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-finding-types-eks-audit-logs.html',
  },
  {
    title: 'Threat Matrix for Kubernetes',
    url: 'https://microsoft.github.io/Threat-Matrix-for-Kubernetes/',
  },
];

/** A blind spot of every detector of clusters. */
export const NO_AUDIT_LOG = 'Clusters whose audit log is switched off or is not delivered.';
/** A blind spot of detectors that look at the object in a request. */
export const NO_OBJECT =
  'Requests whose object is not in the log: requests for secrets, requests logged at the level Metadata, and events that were cut because of their size.';
