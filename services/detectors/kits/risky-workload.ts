import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { ANYBODY, request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutObject, clusterOf } from './cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from './kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from './kubernetes-references.ts';
import { isNotTheClusterItself, isServiceAccount } from '#services/sources/eks-audit/user.ts';
import { isPipeline } from './kubernetes-user.ts';
import { enumerated } from './wording.ts';
import { workloadOf, WORKLOAD_CALLS, type Workload } from '#services/sources/eks-audit/workload.ts';
import { workloadDetails } from './kubernetes-workload.ts';

/** Something in a workload that leads out of its containers onto the node. */
export interface Risk {
  readonly type: FindingType;
  readonly title: string;
  readonly why: string;
  readonly asks: string;
  readonly attack: readonly string[];
  /** Finishes "… deployed a workload with …". */
  readonly what: string;
  readonly asff: string;
  /** The risks of a workload, in words; empty where there is none. */
  risksOf(workload: Workload): readonly string[];
  readonly blindTo: readonly string[];
  /** The description of a pod with the risk; `harmless` describes pods without it. */
  readonly pod: object;
  /** Pods with the risk in another form. */
  readonly others: Readonly<Record<string, object>>;
  readonly harmless: Readonly<Record<string, object>>;
  /** Calls besides those that define workloads, with stories. */
  readonly more?: {
    readonly calls: readonly string[];
    readonly fires: Readonly<Record<string, () => Example>>;
    readonly quiet: Readonly<Record<string, () => Example>>;
  };
}

export function riskyWorkload(risk: Risk): AnyDetector {
  const { type, title, why, asks, attack, what, asff, risksOf, blindTo, pod, others, harmless, more } = risk;
  return defineDetector({
    type,
    title,
    why,
    asks,
    attack,

    from: eksAudit(...WORKLOAD_CALLS, ...(more?.calls ?? [])),
    where: {
      'responseStatus.code': wasDone,
      // Controllers create pods of workloads that others deployed, and the deployment was examined already.
      'user.username': isNotTheClusterItself,
    },
    and: (record, look) => risksOf(workloadOf(record)).length > 0 && !isPipeline(record, look) && !isDryRun(record),
    about: (record) => aboutObject(record, workloadOf(record).name, workloadDetails(record)),
    tally: (t) => ({
      callers: t.sample((record) => record.user.username),
      risks: t.sample((record) => risksOf(workloadOf(record)).join(', ')),
      names: t.sample(nameOf),
      byHand: t.count(isByHand),
    }),

    severity: {
      when: {
        Medium: 'somebody started it as a single pod or as a workload other than a DaemonSet',
        Low: 'a service account in the cluster deployed it, or it is a DaemonSet, as node agents are',
      },
      of: ({ tallies }) => (tallies.byHand > 0 ? 'Medium' : 'Low'),
    },
    isFaint: (record) => !isByHand(record),
    explain: ({ subject, tallies }) =>
      `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} deployed ${enumerated(tallies.names)} with ${what}: ${enumerated(tallies.risks)}.`,
    asff,
    blindTo: [
      ...blindTo,
      'Workloads that your own controllers create in kube-system, or from custom resources.',
      'Identities that you named as pipelines.',
      NO_OBJECT,
      NO_AUDIT_LOG,
    ],
    falsePositives: [
      'Node agents for logs, metrics, storage, networks or security. If they are installed as a DaemonSet, the severity is Low.',
      'An administrator who inspects a node with a pod of their own.',
    ],
    respond: [
      'Ask whoever started the workload what it is for.',
      'If it was not intended, delete the workload, and replace the nodes that it ran on: it may have escaped to them.',
      'Let Pod Security Admission reject such pods in namespaces that do not need them.',
    ],
    references: [
      ...KUBERNETES_REFERENCES,
      { title: 'Pod Security Standards', url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/' },
    ],
    examples: {
      fires: {
        'a single pod': () => ({ records: [podOf(pod)] }),
        'a pod that is applied on the server': () => ({
          records: [
            request('patch', 'pods', { namespace: 'shop', name: 'tool' }, { requestObject: { spec: pod }, ...CREATED }),
          ],
        }),
        'in the template of a deployment': () => ({
          records: [request('update', 'deployments', WEB, { requestObject: { spec: { template: { spec: pod } } } })],
        }),
        'in the template of a cron job': () => ({
          records: [
            request(
              'create',
              'cronjobs',
              { namespace: 'shop', apiGroup: 'batch' },
              {
                requestObject: {
                  metadata: { name: 'tidy' },
                  spec: { jobTemplate: { spec: { template: { spec: pod } } } },
                },
              },
            ),
          ],
        }),
        'GitOps deploys an agent': () => ({
          records: [
            request(
              'patch',
              'daemonsets',
              { namespace: 'agents', name: 'agent', apiGroup: 'apps' },
              {
                user: serviceAccount('argocd', 'argocd-application-controller'),
                requestObject: { spec: { template: { spec: pod } } },
              },
            ),
          ],
        }),
        ...Object.fromEntries(Object.entries(others).map(([name, spec]) => [name, () => ({ records: [podOf(spec)] })])),
        ...more?.fires,
      },
      quiet: {
        refused: () => ({ records: [podOf(pod, { responseStatus: { code: 403 } })] }),
        'refused to an anonymous caller': () => ({
          records: [podOf(pod, { user: ANYBODY, responseStatus: { code: 403 } })],
        }),
        'a dry run': () => ({ records: [podOf(pod, { requestURI: '/api/v1/namespaces/shop/pods?dryRun=All' })] }),
        'a controller creates its pods on a new node': () => ({
          records: [podOf(pod, { user: serviceAccount('kube-system', 'daemon-set-controller') })],
        }),
        'AWS installs an add-on': () => ({
          records: [podOf(pod, { user: { username: 'eks:addon-manager', groups: ['system:authenticated'] } })],
        }),
        'a deployment with the setting is only scaled': () => ({
          records: [
            request('patch', 'deployments', WEB, {
              requestObject: { spec: { replicas: 3 } },
              responseObject: { spec: { template: { spec: pod } } },
            }),
          ],
        }),
        'an event without the object': () => ({ records: [podOf(pod, { requestObject: undefined })] }),
        ...Object.fromEntries(
          Object.entries(harmless).map(([name, spec]) => [name, () => ({ records: [podOf(spec)] })]),
        ),
        ...more?.quiet,
      },
    },
  });
}

/** Volumes are in no namespace. */
function nameOf(record: EksAuditRecord): string {
  const { name = '' } = workloadOf(record);
  return record.namespace === undefined ? `volume ${name}` : `${record.namespace}/${name}`;
}

function isByHand({ user, resource }: EksAuditRecord): boolean {
  return !isServiceAccount(user.username) && resource !== 'daemonsets';
}

const CREATED = { responseStatus: { code: 201 } };
const WEB = { namespace: 'shop', name: 'web', apiGroup: 'apps' };

function podOf(spec: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestObject = { kind: 'Pod', metadata: { name: 'tool', namespace: 'shop' }, spec };
  return request('create', 'pods', { namespace: 'shop' }, { requestObject, ...overrides });
}
