import { guidOf } from '../example-id.ts';

/**
 * An audit event as the API server writes it, for detectors' examples: a person authenticated by IAM lists pods.
 * Top-level members are replaced by `overrides`; one that is undefined is left out. `auditID` is computed from the
 * rest, so that events that differ have different ids.
 */
export function auditEvent(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const content = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/pods?limit=500',
    verb: 'list',
    user: person(),
    sourceIPs: ['198.51.100.7'],
    userAgent: 'kubectl/v1.31.0 (linux/amd64) kubernetes/9edcffc',
    objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-03-02T10:00:00.123456Z',
    stageTimestamp: '2026-03-02T10:00:00.234567Z',
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    ...overrides,
  };
  return { auditID: guidOf(JSON.stringify(content)), ...content };
}

/**
 * A request for a resource: `request('create', 'pods/exec', { namespace: 'kube-system', name: 'coredns-abcde' })`.
 *
 * @param what the resource, with its subresource after a slash
 */
export function request(
  verb: string,
  what: string,
  where: Readonly<{ namespace?: string; name?: string; apiGroup?: string }> = {},
  overrides: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const [resource, subresource] = what.split('/');
  const { namespace, name, apiGroup } = where;
  const root = apiGroup === undefined ? '/api/v1' : `/apis/${apiGroup}/v1`;
  const below = [namespace === undefined ? [] : ['namespaces', namespace], resource, name ?? [], subresource ?? []];
  return auditEvent({
    verb,
    requestURI: [root, ...below.flat()].join('/'),
    objectRef: { resource, apiVersion: 'v1', ...where, ...(subresource === undefined ? {} : { subresource }) },
    responseStatus: { metadata: {}, code: verb === 'create' ? 201 : 200 },
    ...overrides,
  });
}

/** The `user` of a person authenticated by IAM, through an access entry or `aws-auth`. */
export function person(username = 'alice'): Readonly<Record<string, unknown>> {
  return {
    username,
    uid: 'aws-iam-authenticator:111122223333:AROAEXAMPLEROLE000001',
    groups: ['developers', 'system:authenticated'],
    extra: {
      accessKeyId: ['ASIAEXAMPLEKEY000001'],
      arn: ['arn:aws:sts::111122223333:assumed-role/Developers/alice'],
      canonicalArn: ['arn:aws:iam::111122223333:role/Developers'],
      principalId: ['AROAEXAMPLEROLE000001'],
      sessionName: ['alice'],
    },
  };
}

/** The `user` of a pod. */
export function serviceAccount(namespace: string, name: string): Readonly<Record<string, unknown>> {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    uid: '0b7d2f5e-3c44-4e0a-9a51-2f3f5d0c7e11',
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

export const ANYBODY = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/** A message of a CloudWatch Logs subscription. */
export function subscriptionOf(records: readonly (object | string)[]): object {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: '/aws/eks/prod/cluster',
    logStream: 'kube-apiserver-audit-0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['audit'],
    logEvents: records.map((record, i) => ({
      id: String(i).padStart(56, '0'),
      timestamp: 1772445600000 + i,
      message: JSON.stringify(record),
    })),
  };
}
