import type { Example } from '#services/model/detector.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';

type Records = readonly Readonly<Record<string, unknown>>[];
type Overrides = Readonly<Record<string, unknown>>;

/** A story in a cluster where nothing was watched before. */
export function atFirst(...records: Records): Example {
  return { learned: 'nothing', records };
}

/**
 * A story with the records of `before` on each of `days` earlier days. The last of these is two days before the judged
 * day.
 */
export function after(days: number, before: Records, ...records: Records): Example {
  const past = Array.from({ length: days }, (_, i) => {
    const requestReceivedTimestamp = new Date(Date.parse('2026-03-02T10:00:00Z') - (i + 2) * 86_400_000).toISOString();
    return before.map((record) => ({
      ...record,
      requestReceivedTimestamp,
      auditID: `${String(record['auditID'])}-${i}`,
    }));
  });
  return { learned: 'days-before', records: [...past.flat(), ...records] };
}

/** A person's everyday work: looking at what runs, and reading logs. */
export const LOOKS: Records = [
  request('list', 'pods', { namespace: 'shop' }),
  request('get', 'pods/log', { namespace: 'shop', name: 'web-0' }),
];

/** Overrides: a program in the cluster, calling from its node. */
export function byProgram(namespace: string, name: string): Overrides {
  return { user: serviceAccount(namespace, name), sourceIPs: ['10.0.3.4'], userAgent: `${name}/1.0 (linux/amd64)` };
}

/** Overrides: the token of the same program in somebody else's hands. */
export function byThief(namespace: string, name: string): Overrides {
  return { user: serviceAccount(namespace, name), sourceIPs: ['198.51.100.7'] };
}

/** The everyday requests of an application. */
export const APPLICATION: Records = [
  request('get', 'configmaps', { namespace: 'shop', name: 'web' }, byProgram('shop', 'web')),
  request('watch', 'endpoints', { namespace: 'shop' }, byProgram('shop', 'web')),
];

/** The everyday deployments of a pipeline. */
export const DEPLOYMENTS: Records = ['web', 'cart', 'search'].map((name) =>
  runs('patch', 'deployments', { name }, containersOf('111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:1')),
);

/** A request that runs something: `runs('create', 'pods', {}, { containers: [...] })`. */
export function runs(
  verb: string,
  resource: string,
  { namespace = 'shop', name = 'tool' }: { readonly namespace?: string; readonly name?: string },
  spec: object,
  overrides: Overrides = {},
): Readonly<Record<string, unknown>> {
  const metadata = { name, namespace };
  const requestObject = resource === 'pods' ? { metadata, spec } : { metadata, spec: { template: { spec } } };
  const where = {
    namespace,
    ...(verb === 'create' ? {} : { name }),
    ...(resource === 'pods' ? {} : { apiGroup: 'apps' }),
  };
  return request(verb, resource, where, { requestObject, ...overrides });
}

export function containersOf(image: string, container: object = {}): object {
  return { containers: [{ name: 'tool', image, ...container }] };
}

export function shell(namespace: string, name: string, command = 'sh', overrides: Overrides = {}) {
  const words = command.split(' ').map((word) => `command=${encodeURIComponent(word)}`);
  const requestURI = `/api/v1/namespaces/${namespace}/pods/${name}/exec?${words.join('&')}&stdin=true`;
  return request('get', 'pods/exec', { namespace, name }, { requestURI, responseStatus: { code: 101 }, ...overrides });
}

const RBAC = 'rbac.authorization.k8s.io';

/** A request that binds somebody to a role in the whole cluster. */
export function binds(role: string, subject: object, overrides: Overrides = {}) {
  const requestObject = { metadata: { name: 'b' }, roleRef: { kind: 'ClusterRole', name: role }, subjects: [subject] };
  return request('create', 'clusterrolebindings', { apiGroup: RBAC }, { requestObject, ...overrides });
}

export function defines(rules: readonly object[], overrides: Overrides = {}) {
  const requestObject = { metadata: { name: 'r' }, rules };
  return request('create', 'clusterroles', { apiGroup: RBAC }, { requestObject, ...overrides });
}

/** A caller asks about their own rights: `kubectl auth can-i create pods/exec`. */
export function asks(right: string, overrides: Overrides = {}) {
  const [verb, what = ''] = right.split(' ');
  const [resource, subresource] = what.split('/');
  const resourceAttributes = { verb, resource, ...(subresource !== undefined && { subresource }) };
  return request(
    'create',
    'selfsubjectaccessreviews',
    { apiGroup: 'authorization.k8s.io' },
    { requestObject: { spec: { resourceAttributes } }, ...overrides },
  );
}
