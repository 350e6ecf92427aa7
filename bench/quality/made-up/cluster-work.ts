import type { Random } from '#services/simulation/random.ts';

/** A request to the API server of a cluster. */
export interface Request {
  readonly verb: string;
  /** The resource, with its subresource after a slash. */
  readonly what: string;
  /** Undefined: in one of the caller's namespaces, unless it is `everywhere`. */
  readonly namespace?: string;
  /** Whether it is about all namespaces, or about things outside of namespaces. */
  readonly everywhere?: boolean;
  readonly name?: string;
  readonly object?: object;
  readonly query?: string;
  /** HTTP status. */
  readonly code?: number;
}

/** A caller of a cluster. */
export interface Doer {
  readonly username: string;
  readonly address: string;
  readonly userAgent: string;
  /** The most used first. */
  readonly namespaces: readonly string[];
  readonly isPerson: boolean;
}

/** Legitimate work that looks like an attack, and its rates on a day before the variation of people and accounts. */
interface ClusterOccasion {
  readonly name: string;
  readonly rates: { readonly developer: number; readonly operator: number; readonly pipeline: number };
  readonly does: (random: Random, doer: Doer) => readonly Request[];
}

const EVERYWHERE = { everywhere: true } as const;

export const OCCASIONS: readonly ClusterOccasion[] = [
  occasion('a shell in a pod', [0.08, 0.1, 0], (random, { namespaces }) =>
    many(random.int(1, 4), (index) => ({
      verb: random.pick(['create', 'get']),
      what: 'pods/exec',
      namespace: random.pick(namespaces),
      name: `${random.pick(['web', 'db', 'worker'])}-${index}`,
      query: '?command=sh',
    })),
  ),
  occasion('a secret looked up', [0.02, 0.04, 0], (random, { namespaces }) =>
    many(random.int(1, 3), (index) => ({
      verb: 'get',
      what: 'secrets',
      namespace: random.pick(namespaces),
      name: `s-${index}`,
    })),
  ),
  occasion('secrets in a console', [0.01, 0.03, 0], (random, { namespaces }) => [
    random.chance(0.4)
      ? { verb: 'list', what: 'secrets', ...EVERYWHERE }
      : { verb: 'list', what: 'secrets', namespace: random.pick(namespaces) },
  ]),
  occasion('all secrets moved to another store', [0, 0.0007, 0], (random) =>
    many(random.int(10, 60), (index) => ({ verb: 'get', what: 'secrets', namespace: 'shop', name: `s-${index}` })),
  ),
  occasion('rights in a console', [0.03, 0.05, 0], (random) =>
    many(random.int(2, 8), (index) =>
      checked(random.pick(['list', 'get', 'create']), ['secrets', 'pods', 'pods/exec', 'nodes'][index % 4] ?? ''),
    ),
  ),
  occasion('what may I do', [0.005, 0.005, 0], () => [
    { verb: 'create', what: 'selfsubjectrulesreviews', ...EVERYWHERE },
  ]),
  occasion('a refusal', [0.03, 0.01, 0.002], (random, { namespaces }) => [
    {
      verb: random.pick(['get', 'list', 'delete']),
      what: random.pick(['secrets', 'nodes', 'pods', 'clusterroles']),
      namespace: random.pick(namespaces),
      code: 403,
    },
  ]),
  occasion('a pod to try something', [0.01, 0.02, 0], (random, { namespaces }) => [
    pod(
      random.pick(namespaces),
      random.pick(['busybox', 'docker.io/library/alpine:3', 'nicolaka/netshoot', 'public.ecr.aws/aws-cli/aws-cli']),
      {},
    ),
  ]),
  occasion('a node debugged', [0, 0.004, 0], () => [
    pod(
      'kube-system',
      'busybox',
      { hostPID: true, volumes: [{ name: 'host', hostPath: { path: '/' } }] },
      { privileged: true },
    ),
  ]),
  occasion('a product installed', [0.001, 0.01, 0.01], (random) => install(random)),
  occasion('a colleague let in', [0, 0.008, 0.002], (random, { namespaces }) => [
    binding(
      random.pick(['view', 'edit', 'admin']),
      { kind: 'User', name: `colleague-${random.int(1, 99)}` },
      random.pick(namespaces),
    ),
  ]),
  occasion('a role for an application', [0.004, 0.008, 0.03], (random, { namespaces }) => {
    const namespace = random.pick(namespaces);
    return [
      {
        verb: 'create',
        what: 'roles',
        namespace,
        object: { rules: [{ verbs: ['get', 'list'], resources: ['configmaps'] }] },
      },
      binding('app', { kind: 'ServiceAccount', name: 'app', namespace }, namespace),
    ];
  }),
  occasion('a scheduled job', [0.004, 0.008, 0.02], (random, { namespaces }) => [
    {
      verb: 'create',
      what: 'cronjobs',
      namespace: random.pick(namespaces),
      object: {
        spec: {
          jobTemplate: {
            spec: {
              template: { spec: { containers: [{ image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/job:1' }] } },
            },
          },
        },
      },
    },
  ]),
  occasion('an upgrade of the cluster', [0, 0.003, 0.001], () => [
    {
      verb: 'patch',
      what: 'daemonsets',
      namespace: 'kube-system',
      name: 'aws-node',
      object: {
        spec: {
          template: {
            spec: {
              containers: [
                { image: '602401143452.dkr.ecr.us-east-1.amazonaws.com/cni:2', securityContext: { privileged: true } },
              ],
            },
          },
        },
      },
    },
    { verb: 'patch', what: 'nodes', ...EVERYWHERE },
    { verb: 'update', what: 'configmaps', namespace: 'kube-system', name: 'aws-auth' },
  ]),
];

/** A chart of a product: roles that may do much, bindings, workloads from a public registry, sometimes on each node. */
function install(random: Random): readonly Request[] {
  const namespace = random.pick(['observability', 'security', 'ingress', 'data-platform']);
  const image = random.pick([
    'quay.io/product/agent:1',
    'ghcr.io/product/app:2',
    'docker.io/product/app:3',
    'registry.k8s.io/app:1',
  ]);
  const isAgent = random.chance(0.3);
  const spec = {
    containers: [{ image, ...(isAgent && random.chance(0.5) && { securityContext: { privileged: true } }) }],
    ...(isAgent && { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
  };
  return [
    { verb: 'create', what: 'namespaces', ...EVERYWHERE },
    {
      verb: 'create',
      what: 'clusterroles',
      ...EVERYWHERE,
      object: {
        rules: [
          random.chance(0.3)
            ? { verbs: ['*'], resources: ['*'] }
            : { verbs: ['get', 'list'], resources: [random.chance(0.5) ? 'secrets' : 'pods'] },
        ],
      },
    },
    binding(random.chance(0.2) ? 'cluster-admin' : 'product', { kind: 'ServiceAccount', name: 'product', namespace }),
    {
      verb: 'create',
      what: isAgent ? 'daemonsets' : 'deployments',
      namespace,
      object: { spec: { template: { spec } } },
    },
    { verb: 'create', what: 'secrets', namespace },
  ];
}

export function binding(role: string, subject: object, namespace?: string): Request {
  return {
    verb: 'create',
    what: namespace === undefined ? 'clusterrolebindings' : 'rolebindings',
    ...(namespace === undefined ? EVERYWHERE : { namespace }),
    object: { roleRef: { name: role }, subjects: [subject] },
  };
}

export function pod(namespace: string, image: string, spec: object, securityContext: object = {}): Request {
  return {
    verb: 'create',
    what: 'pods',
    namespace,
    object: { spec: { ...spec, containers: [{ image, securityContext }] } },
  };
}

export function checked(verb: string, what: string): Request {
  const [resource = '', subresource] = what.split('/');
  const attributes = { verb, resource, ...(subresource !== undefined && { subresource }) };
  return {
    verb: 'create',
    what: 'selfsubjectaccessreviews',
    ...EVERYWHERE,
    object: { spec: { resourceAttributes: attributes } },
  };
}

export function many(count: number, make: (index: number) => Request): readonly Request[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function occasion(
  name: string,
  [developer, operator, pipeline]: readonly [number, number, number],
  does: ClusterOccasion['does'],
): ClusterOccasion {
  return { name, rates: { developer, operator, pipeline }, does };
}
