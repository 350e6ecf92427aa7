import { defineDetector } from '#services/model/detector.ts';
import { person, request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { decoded } from '../kits/decoded.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Execution:Kubernetes/NodeProxyUsed',
  own: true,
  title: 'Pods were listed or entered through the API of their node',
  why: 'A node runs commands in any of its pods without asking who may use the pod. Whoever may reach nodes through the API server gets around all other permissions, and the log shows no use of pods.',
  asks: 'Did somebody reach the API of a node through the API server to list its running pods, or to run a command in one?',
  attack: ['T1609', 'T1613'],

  from: eksAudit('get nodes/proxy', 'create nodes/proxy'),
  where: { 'responseStatus.code': wasDone },
  and: (record) => pathOf(record) !== undefined,
  about: aboutCaller,
  tally: (t) => ({
    nodes: t.sample((record) => record.name),
    paths: t.sample(pathOf),
    entered: t.count((record) => ENTERED.test(pathOf(record) ?? '')),
  }),

  severity: {
    when: { High: 'a command was run in a pod, or its ports were reached', Medium: 'running pods were listed' },
    of: ({ tallies }) => (tallies.entered > 0 ? 'High' : 'Medium'),
  },
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} ${tallies.entered > 0 ? 'ran commands in pods' : 'listed running pods'} of ${clusterOf(subject.resource)} through the API of ${enumerated(tallies.nodes)} (${enumerated(tallies.paths)}).`,
  asff: 'TTPs/Execution/Execution:Kubernetes-NodeProxyUsed',
  blindTo: [
    'Calls to the API of a node that do not pass through the API server.',
    'Reading of metrics, logs and the configuration of a node, as monitoring does.',
    NO_AUDIT_LOG,
  ],
  falsePositives: ['Somebody who debugs a node on which pods cannot be reached otherwise.'],
  respond: [
    'Ask whoever called what they wanted on the node.',
    'If nobody knows, revoke their access, and treat the tokens of all pods of the node as stolen.',
    'Take the permission nodes/proxy from all roles that do not need it.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'running pods are listed with the token of a service account': () => proxied('get', '/runningpods/'),
      'a command is run': () =>
        proxied('create', '/run/shop/web-0/web?cmd=id', { user: person('eve'), responseStatus: { code: 200 } }),
      'a path in another spelling': () => proxied('create', '/%72un/shop/web-0/web?cmd=id'),
      'somebody attaches to a container': () =>
        proxied('get', '/attach/shop/web-0/web', { responseStatus: { code: 101 } }),
      'ports of a pod are reached': () =>
        proxied('create', '/portForward/shop/web-0', { responseStatus: { code: 101 } }),
      'a stream of the container runtime': () => proxied('get', '/cri/exec/a1b2c3', { responseStatus: { code: 101 } }),
      'a shell is opened': () => proxied('get', '/exec/shop/web-0/web?command=sh', { responseStatus: { code: 101 } }),
    },
    quiet: {
      'metrics are read': () => proxied('get', '/metrics/cadvisor'),
      'figures are read': () => proxied('get', '/stats/summary'),
      'logs of the node are read': () => proxied('get', '/logs/messages'),
      'it was refused': () => proxied('get', '/runningpods/', { responseStatus: { code: 403 } }),
      'a service that is named like a command': () => ({
        records: [
          request('get', 'services/proxy', { namespace: 'shop', name: 'run' }, { user: serviceAccount('ci', 'np') }),
        ],
      }),
    },
  },
});

/** What a node does for debuggers ("Kubelet authentication/authorization"), besides showing logs and metrics. */
const TELLING = /^\/api\/v1\/nodes\/[^/]+\/proxy(\/(?:run|exec|attach|portForward|cri|runningpods)\/)/;
const ENTERED = /^\/(?!runningpods)/;

function pathOf({ requestURI }: EksAuditRecord): string | undefined {
  return TELLING.exec(decoded(requestURI))?.[1];
}

function proxied(verb: string, path: string, overrides = {}) {
  const name = 'ip-10-0-0-1.ec2.internal';
  const requestURI = `/api/v1/nodes/${name}/proxy${path}`;
  return {
    records: [request(verb, 'nodes/proxy', { name }, { requestURI, user: serviceAccount('ci', 'np'), ...overrides })],
  };
}
