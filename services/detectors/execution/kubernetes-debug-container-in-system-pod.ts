import { defineDetector } from '#services/model/detector.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { isPerson } from '#services/sources/eks-audit/user.ts';
import { workloadOf } from '#services/sources/eks-audit/workload.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Execution:Kubernetes/DebugContainerInSystemPod',
  own: true,
  title: 'A debug container was started in a pod of kube-system or on a node',
  why: 'A debug container in a system pod has its network and sees its processes; on a node it has the files of the node.',
  asks: 'Did a person start a debug container in a pod of kube-system or on a node?',
  severity: 'Medium',
  attack: ['T1609', 'T1611'],

  from: eksAudit('patch pods/ephemeralcontainers', 'update pods/ephemeralcontainers', 'create pods'),
  where: { 'responseStatus.code': wasDone, 'user.username': isPerson },
  and: (record) =>
    (record.subresource === undefined ? isOntoNode(record) : record.namespace === 'kube-system') && !isDryRun(record),
  about: aboutCaller,
  tally: (t) => ({ pods: t.sample((record) => `${record.namespace}/${workloadOf(record).name ?? ''}`) }),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} started a debug container in ${enumerated(tallies.pods)} in ${clusterOf(subject.resource)}.`,
  asff: 'TTPs/Execution/Execution:Kubernetes-DebugContainerInSystemPod',
  blindTo: [
    'Debug pods with another name than kubectl gives them: other detectors check whether they reach their node.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['An administrator who looks for a fault in the cluster itself or on a node.'],
  respond: [
    'Ask whoever did it what it was for.',
    'If it was not them, remove the identity’s permissions in the cluster, and replace the pod and the node.',
  ],
  references: [
    ...KUBERNETES_REFERENCES,
    { title: 'Debug Running Pods', url: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/' },
  ],
  examples: {
    fires: {
      'in a pod of the cluster’s DNS': () => ({ records: [beside('kube-system')] }),
      'on a node, with its processes only': () => ({
        records: [pod('node-debugger-ip-10-0-0-10-abcde', { ...ON_NODE, volumes: [] })],
      }),
      'on a node, with its processes and files': () => ({
        records: [pod('node-debugger-ip-10-0-0-10-abcde', ON_NODE)],
        also: ['Persistence:Kubernetes/ContainerWithSensitiveMount'],
      }),
    },
    quiet: {
      'in a pod of an application': () => ({ records: [beside('shop')] }),
      refused: () => ({ records: [beside('kube-system', { responseStatus: { code: 403 } })] }),
      'a pod of that name without access to the node': () => ({
        records: [pod('node-debugger-ip-10-0-0-10-abcde', { containers: [{ name: 'debugger', image: 'busybox' }] })],
      }),
      'a pod with another name, which another detector reports': () => ({
        records: [pod('node-shell', { ...ON_NODE, volumes: [], containers: [{ name: 'debugger', image: 'busybox' }] })],
      }),
      'a program of the cluster does it': () => ({
        records: [beside('kube-system', { user: serviceAccount('kube-system', 'node-doctor') })],
      }),
    },
  },
});

/** Whether the pod is one that `kubectl debug node/…` creates. */
function isOntoNode(record: EksAuditRecord): boolean {
  const { name, hostPaths, spec } = workloadOf(record);
  const getsAtNode = spec['hostPID'] === true || [...hostPaths.values()].includes('/');
  return name !== undefined && name.startsWith('node-debugger-') && getsAtNode;
}

const ON_NODE = {
  hostPID: true,
  containers: [{ name: 'debugger', image: 'busybox', volumeMounts: [{ name: 'host-root', mountPath: '/host' }] }],
  volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
};

function pod(name: string, spec: object) {
  return request('create', 'pods', { namespace: 'default' }, { requestObject: { metadata: { name }, spec } });
}

function beside(namespace: string, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestObject = { spec: { ephemeralContainers: [{ name: 'debugger-x1', image: 'busybox' }] } };
  const where = { namespace, name: 'coredns-5d78c9869d-abcde' };
  return request('patch', 'pods/ephemeralcontainers', where, { requestObject, ...overrides });
}
