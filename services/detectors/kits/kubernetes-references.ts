/** Where to read on about any finding of a cluster. */
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

/** What no detector of a cluster can see. */
export const NO_AUDIT_LOG = 'Clusters whose audit log is switched off, or delivered to nobody.';
/** Nor those that ask what was sent. */
export const NO_OBJECT =
  'Requests whose object is not in the log: of secrets, at the level Metadata, and where an event was cut for its size.';
