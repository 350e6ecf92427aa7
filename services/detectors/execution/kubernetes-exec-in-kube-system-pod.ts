import { commandIn } from '#services/behaviour/kubernetes/execution.ts';
import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Execution:Kubernetes/ExecInKubeSystemPod',
  title: 'A command was run in a pod of kube-system',
  why: 'Pods of kube-system have broad permissions in the cluster and on its nodes, and nobody needs a shell in them to use the cluster.',
  asks: 'Was a command run in a pod of the namespace kube-system, or did somebody type into a program that runs there?',
  severity: 'Medium',
  attack: ['T1609'],

  // GET since streams use WebSockets (Kubernetes 1.30), POST before.
  from: eksAudit('create pods/exec', 'get pods/exec', 'create pods/attach', 'get pods/attach'),
  where: {
    'objectRef.namespace': (namespace) => namespace === 'kube-system',
    'responseStatus.code': wasDone,
  },
  and: (record) => record.subresource === 'exec' || isTypedInto(record),
  about: aboutCaller,
  tally: (t) => ({
    pods: t.sample((record) => record.name),
    commands: t.sample((record) =>
      record.subresource === 'exec' ? commandIn(record.requestURI)?.slice(0, COMMAND_MAX) : 'attached',
    ),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} ran ${counted(count, 'command')} in pods of kube-system in ${clusterOf(subject.resource)}: in ${enumerated(tallies.pods)}${tallies.commands.length > 0 ? ` (${enumerated(tallies.commands)})` : ''}.`,
  asff: 'TTPs/Execution/Execution:Kubernetes-ExecInKubeSystemPod',
  blindTo: [
    'Commands that are run through the kubelet, without the API server.',
    'What is typed into an open shell: the log only has the command that opened it.',
    NO_AUDIT_LOG,
  ],
  falsePositives: [
    'An administrator who looks into a pod of the cluster itself, such as its DNS, because something is broken.',
  ],
  respond: [
    'Ask whoever ran the command what it was for.',
    'If it was not them, remove the identity’s permissions in the cluster, and replace the pod.',
    'Review what the service account of the pod did since then.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'a shell in the cluster’s DNS': () => ({ records: [exec()] }),
      'through a WebSocket': () => ({ records: [exec({ verb: 'get' })] }),
      'attached to a shell that runs already': () => ({ records: [attach('container=coredns&stdin=true&tty=true')] }),
      'attached through a WebSocket': () => ({ records: [attach('tty=1&stdin=1', POD, { verb: 'get' })] }),
      'a script in one command': () => ({
        records: [
          exec({
            requestURI: `/api/v1/namespaces/kube-system/pods/${POD.name}/exec?command=sh&command=-c&command=${'dig+example.com;'.repeat(20)}`,
          }),
        ],
      }),
      'three stages of one request': () => ({
        records: ['RequestReceived', 'ResponseStarted', 'ResponseComplete'].map((stage) =>
          exec({
            stage,
            auditID: '6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b',
            ...(stage === 'RequestReceived' && { responseStatus: undefined }),
          }),
        ),
      }),
    },
    quiet: {
      'the output of a program is watched': () => ({ records: [attach('stdout=true&stderr=true')] }),
      'somebody attaches to an application': () => ({
        records: [attach('stdin=true', { namespace: 'shop', name: 'web-0' })],
      }),
      'an attachment that was refused': () => ({
        records: [attach('stdin=true', POD, { responseStatus: { code: 403 } })],
      }),
      refused: () => ({ records: [exec({ responseStatus: { code: 403 } })] }),
      'in a namespace with a similar name': () => ({
        records: [request('create', 'pods/exec', { namespace: 'kube-system-tools', name: 'kube-system-0' }, OPENED)],
      }),
      'in an application': () => ({
        records: [request('create', 'pods/exec', { namespace: 'shop', name: 'web-0' }, OPENED)],
      }),
      'the log of the pod is read': () => ({
        records: [request('get', 'pods/log', { namespace: 'kube-system', name: 'coredns-5d78c9869d-abcde' })],
      }),
    },
  },
});

const COMMAND_MAX = 200;
const OPENED = { responseStatus: { code: 101 } };
const POD = { namespace: 'kube-system', name: 'coredns-5d78c9869d-abcde' };

/** Whoever attaches without input only watches, as in the log of the pod. */
function isTypedInto({ requestURI }: EksAuditRecord): boolean {
  return /[?&]stdin=(?:true|1)(?:&|$)/i.test(requestURI);
}

function exec(overrides: Readonly<Record<string, unknown>> = {}) {
  const requestURI = `/api/v1/namespaces/kube-system/pods/${POD.name}/exec?command=sh&stdin=true&tty=true`;
  return request('create', 'pods/exec', POD, { requestURI, ...OPENED, ...overrides });
}

function attach(query: string, pod = POD, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestURI = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/attach?${query}`;
  return request('create', 'pods/attach', pod, { requestURI, ...OPENED, ...overrides });
}
