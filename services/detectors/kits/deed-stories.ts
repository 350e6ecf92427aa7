import type { Example } from '#services/model/detector.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';

type Records = readonly Readonly<Record<string, unknown>>[];
type Overrides = Readonly<Record<string, unknown>>;

/** What is done in a cluster where nothing was watched before. */
export function atFirst(...records: Records): Example {
  return { learned: 'nothing', records };
}

/** What is done after so many days, the last of them two before, on each of which the same was done. */
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

/** A person at everyday work: looks at what runs, and reads its logs. */
export const LOOKS: Records = [
  request('list', 'pods', { namespace: 'shop' }),
  request('get', 'pods/log', { namespace: 'shop', name: 'web-0' }),
];

/** A program in the cluster, from its node. */
export function byProgram(namespace: string, name: string): Overrides {
  return { user: serviceAccount(namespace, name), sourceIPs: ['10.0.3.4'], userAgent: `${name}/1.0 (linux/amd64)` };
}

/** The token of the same program in somebody else's hands. */
export function byThief(namespace: string, name: string): Overrides {
  return { user: serviceAccount(namespace, name), sourceIPs: ['198.51.100.7'] };
}

/** What an application asks for all day. */
export const APPLICATION: Records = [
  request('get', 'configmaps', { namespace: 'shop', name: 'web' }, byProgram('shop', 'web')),
  request('watch', 'endpoints', { namespace: 'shop' }, byProgram('shop', 'web')),
];

/** What a pipeline rolls out every day. */
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

/** Somebody is given a role in the whole cluster. */
export function binds(role: string, subject: object, overrides: Overrides = {}) {
  const requestObject = { metadata: { name: 'b' }, roleRef: { kind: 'ClusterRole', name: role }, subjects: [subject] };
  return request('create', 'clusterrolebindings', { apiGroup: RBAC }, { requestObject, ...overrides });
}

export function defines(rules: readonly object[], overrides: Overrides = {}) {
  const requestObject = { metadata: { name: 'r' }, rules };
  return request('create', 'clusterroles', { apiGroup: RBAC }, { requestObject, ...overrides });
}

/** Somebody asks whether he may: `kubectl auth can-i create pods/exec`. */
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
