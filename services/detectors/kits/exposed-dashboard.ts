import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import { aboutObject, clusterOf } from './cluster.ts';
import { EXPOSING_CALLS, exposedBy, type Exposed } from './exposure.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from './kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from './kubernetes-references.ts';
import { enumerated } from './wording.ts';

/** A dashboard that should not be reachable from the Internet. */
export interface Dashboard {
  readonly type: FindingType;
  /** `the Kubernetes dashboard` */
  readonly name: string;
  readonly why: string;
  isBehind(exposed: Exposed): boolean;
  /** Blind spots besides those of every detector of this kind. */
  readonly blindTo: readonly string[];
  /** Its service, for examples: where it is, and how it finds its pods. */
  readonly where: { readonly namespace: string; readonly name: string };
  readonly selector: Readonly<Record<string, string>>;
  /** The same dashboard under other names, for examples. */
  readonly likewise?: Readonly<Record<string, Pick<Dashboard, 'where' | 'selector'>>>;
  /** Similar services that are no dashboard, for examples. */
  readonly others: Readonly<Record<string, Pick<Dashboard, 'where' | 'selector'>>>;
}

export function exposedDashboard(dashboard: Dashboard): AnyDetector {
  const { type, name, why, isBehind, where } = dashboard;
  const { namespace, selector } = { ...dashboard, ...where };
  const service = (
    { annotations = {}, ...spec }: Readonly<Record<string, unknown>> = {},
    overrides: Readonly<Record<string, unknown>> = {},
    of: Pick<Dashboard, 'where' | 'selector'> = dashboard,
  ) => ({
    records: [
      request('create', 'services', of.where, {
        requestObject: {
          metadata: { ...of.where, annotations },
          spec: { type: 'LoadBalancer', selector: of.selector, ports: [{ port: 443 }], ...spec },
        },
        ...overrides,
      }),
    ],
  });
  const ingress = (annotations: Readonly<Record<string, string>>) => ({
    records: [
      request(
        'create',
        'ingresses',
        { namespace, name: 'dashboard', apiGroup: 'networking.k8s.io' },
        {
          requestObject: {
            metadata: { name: 'dashboard', annotations, labels: selector },
            spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: where.name } } }] } }] },
          },
        },
      ),
    ],
  });
  const stories = (services: Dashboard['others'] = {}) =>
    Object.fromEntries(Object.entries(services).map(([title, of]) => [title, () => service({}, {}, of)]));
  return defineDetector({
    type,
    title: `${name.replace(/^t/, 'T')} was opened to the Internet`,
    why,
    asks: `Was ${name} put behind a load balancer that anybody on the Internet can reach?`,
    severity: 'Medium',
    attack: ['T1190', 'T1133'],

    from: eksAudit(...EXPOSING_CALLS),
    where: { 'responseStatus.code': wasDone },
    and(record) {
      const exposed = exposedBy(record);
      return exposed !== undefined && isBehind(exposed) && !isDryRun(record);
    },
    about: (record) => aboutObject(record, exposedBy(record)?.name),
    tally: (t) => ({
      callers: t.sample((record) => record.user.username),
      names: t.sample((record) => `${record.namespace}/${exposedBy(record)?.name ?? ''}`),
    }),

    explain: ({ subject, tallies }) =>
      `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} opened ${name} (${enumerated(tallies.names)}) to the Internet through a load balancer.`,
    asff: `Software and Configuration Checks/AWS Security Best Practices/${type.replace('/', '-')}`,
    blindTo: [
      ...dashboard.blindTo,
      'Ways in that are no load balancers of AWS: ports of nodes, tunnels, and gateways in front of many services.',
      'Security groups that close the load balancer afterwards.',
      NO_OBJECT,
      NO_AUDIT_LOG,
    ],
    falsePositives: ['A dashboard that makes everybody sign in and is kept up to date.'],
    respond: [
      'Make the load balancer internal, or restrict it to your own networks.',
      'Look in the log of the dashboard for visitors since then, and review what its service account did.',
    ],
    references: [
      ...KUBERNETES_REFERENCES,
      {
        title: 'Route TCP and UDP traffic with Network Load Balancers',
        url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html',
      },
    ],
    examples: {
      fires: {
        'a service of type LoadBalancer': () => service(),
        'a load balancer that is configured to face the Internet': () =>
          service({
            loadBalancerClass: 'service.k8s.aws/nlb',
            annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' },
          }),
        ...stories(dashboard.likewise),
        'an ingress that faces the Internet': () => ingress({ 'alb.ingress.kubernetes.io/scheme': 'internet-facing' }),
        'a patch of a service that was internal': () => ({
          records: [
            request('patch', 'services', where, {
              requestObject: { spec: { type: 'LoadBalancer' } },
              responseObject: { spec: { type: 'LoadBalancer', selector } },
            }),
          ],
        }),
      },
      quiet: {
        refused: () => service({}, { responseStatus: { code: 403 } }),
        'reachable inside the cluster only': () => service({ type: 'ClusterIP' }),
        'an internal load balancer': () =>
          service({ annotations: { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' } }),
        'a controller that makes load balancers internal by default': () =>
          service({ annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' } }),
        'open to one network only': () => service({ loadBalancerSourceRanges: ['192.0.2.0/24'] }),
        'an ingress where everybody signs in first': () =>
          ingress({
            'alb.ingress.kubernetes.io/scheme': 'internet-facing',
            'alb.ingress.kubernetes.io/auth-type': 'oidc',
          }),
        'a dry run': () => service({}, { requestURI: '/api/v1/namespaces/x/services?dryRun=All' }),
        ...stories(dashboard.others),
      },
    },
  });
}
