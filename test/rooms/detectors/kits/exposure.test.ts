import { describe, expect, test } from 'vitest';
import { EXPOSING_CALLS, exposedBy } from '#services/detectors/kits/exposure.ts';

const SERVICE = 'service.beta.kubernetes.io/';
const INGRESS = 'alb.ingress.kubernetes.io/';

function service(annotations: object, spec: object = {}) {
  const requestObject = { metadata: { name: 'web', annotations }, spec: { type: 'LoadBalancer', ...spec } };
  return exposedBy({
    resource: 'services',
    namespace: 'shop',
    name: undefined,
    requestObject,
    responseObject: undefined,
  });
}

function ingress(annotations: object, spec: object = {}) {
  const requestObject = { metadata: { annotations }, spec };
  return exposedBy({
    resource: 'ingresses',
    namespace: 'shop',
    name: 'door',
    requestObject,
    responseObject: undefined,
  });
}

test('services and ingresses are made and changed', () => {
  expect(EXPOSING_CALLS.toSorted()).toEqual([
    'create ingresses',
    'create services',
    'patch ingresses',
    'patch services',
    'update ingresses',
    'update services',
  ]);
});

describe('a service', () => {
  test.each([
    ['of a balancer', {}, {}, true],
    ['of none', {}, { type: 'ClusterIP' }, false],
    ['that is internal', { [`${SERVICE}aws-load-balancer-scheme`]: 'internal' }, {}, false],
    ['that is internal, as before', { [`${SERVICE}aws-load-balancer-internal`]: 'true' }, {}, false],
    ['that is internal by a network', { [`${SERVICE}aws-load-balancer-internal`]: '0.0.0.0/0' }, {}, false],
    ['that is not internal', { [`${SERVICE}aws-load-balancer-internal`]: 'false' }, {}, true],
    ['that is nearly not', { [`${SERVICE}aws-load-balancer-internal`]: 'falsely' }, {}, false],
    ['of the controller', { [`${SERVICE}aws-load-balancer-type`]: 'external' }, {}, false],
    ['of the controller, by address', { [`${SERVICE}aws-load-balancer-type`]: 'nlb-ip' }, {}, false],
    ['of a type that ends so', { [`${SERVICE}aws-load-balancer-type`]: 'not-external' }, {}, true],
    ['of a type that begins so', { [`${SERVICE}aws-load-balancer-type`]: 'externals' }, {}, true],
    ['of the controller, by its class', {}, { loadBalancerClass: 'eks.amazonaws.com/nlb' }, false],
    ['of a class that ends so', {}, { loadBalancerClass: 'x.eks.amazonaws.com/nlb' }, true],
    ['of a class that begins so', {}, { loadBalancerClass: 'service.k8s.aws/nlbs' }, true],
    ['for one network', {}, { loadBalancerSourceRanges: ['192.0.2.0/24'] }, false],
    ['for two halves of all', {}, { loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }, true],
    ['for one and all', {}, { loadBalancerSourceRanges: ['192.0.2.0/24', '::/0'] }, true],
    ['for one, said otherwise', { [`${SERVICE}load-balancer-source-ranges`]: '192.0.2.0/24, ' }, {}, false],
    ['for all, said otherwise', { [`${SERVICE}load-balancer-source-ranges`]: '192.0.2.0/24, 0.0.0.0/0 ' }, {}, true],
    ['for none that is named', { [`${SERVICE}load-balancer-source-ranges`]: ' ' }, {}, true],
    ['for a network of zeros', {}, { loadBalancerSourceRanges: ['/0.0.0.0'] }, false],
  ])('%s is open: %s', (_name, annotations, spec, expected) => {
    expect(service(annotations, spec) !== undefined).toBe(expected);
  });
});

function backend(name: string) {
  return { service: { name } };
}

describe('an ingress', () => {
  const open = { [`${INGRESS}scheme`]: 'internet-facing' };
  test.each([
    ['that faces the Internet', open, true],
    ['that does not', {}, false],
    ['at which people sign in', { ...open, [`${INGRESS}auth-type`]: 'oidc' }, false],
    ['at which nobody does', { ...open, [`${INGRESS}auth-type`]: 'none' }, true],
    ['for one network', { ...open, [`${INGRESS}inbound-cidrs`]: '192.0.2.0/24' }, false],
  ])('%s: %s', (_name, annotations, expected) => {
    expect(ingress(annotations) !== undefined).toBe(expected);
  });

  test('is known by its name and the services behind it', () => {
    const spec = {
      defaultBackend: backend('a'),
      rules: [{ http: { paths: [{ backend: backend('b') }, { backend: { resource: {} } }] } }, {}],
    };
    expect(ingress(open, spec)).toEqual({ namespace: 'shop', name: 'door', names: ['door', 'a', 'b'], labels: [] });
  });
});

test('a patch that decides nothing opens nothing, and one that does is judged by what it left', () => {
  const responseObject = {
    metadata: { labels: { app: 'web', replicas: 2 } },
    spec: { type: 'LoadBalancer', selector: { tier: 'front' } },
  };
  const patch = (requestObject: object) =>
    exposedBy({ resource: 'services', namespace: 'shop', name: 'web', requestObject, responseObject });
  expect(patch({ metadata: { labels: { app: 'web' } } })).toBeUndefined();
  expect(patch({ status: {} })).toBeUndefined();
  const exposed = { namespace: 'shop', name: 'web', names: ['web'], labels: ['web', 'front'] };
  expect(patch({ metadata: { annotations: {} } })).toEqual(exposed);
  expect(patch({ spec: {} })).toEqual(exposed);
});
