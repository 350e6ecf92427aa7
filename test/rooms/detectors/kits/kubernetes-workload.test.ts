import { expect, test } from 'vitest';
import { workloadDetails } from '#services/detectors/kits/kubernetes-workload.ts';
import { WORKLOAD_CALLS, workloadOf } from '#services/sources/eks-audit/workload.ts';

const SPEC = {
  hostNetwork: true,
  hostPID: true,
  hostIPC: true,
  serviceAccountName: 'runner',
  initContainers: [{ name: 'first' }],
  containers: [
    {
      name: 'tool',
      image: 'registry.example/tool:1',
      volumeMounts: [{ name: 'host', mountPath: '/host' }, {}],
      securityContext: { privileged: true },
    },
  ],
  ephemeralContainers: [{}],
  volumes: [{ name: 'host', hostPath: { path: '/' } }, { name: 'data', emptyDir: {} }, { hostPath: { path: '/tmp' } }],
};

const TOLD = {
  hostNetwork: true,
  hostIPC: true,
  hostPID: true,
  serviceAccountName: 'runner',
  containers: [
    { name: 'first', volumeMounts: [], securityContext: { privileged: false } },
    {
      name: 'tool',
      image: 'registry.example/tool:1',
      volumeMounts: [{ name: 'host', mountPath: '/host' }, {}],
      securityContext: { privileged: true },
    },
    { volumeMounts: [], securityContext: { privileged: false } },
  ],
  volumes: [
    { name: 'host', hostPath: { path: '/' } },
    { name: '', hostPath: { path: '/tmp' } },
  ],
};

test.each([
  ['pods', { spec: SPEC }],
  ['deployments', { spec: { template: { spec: SPEC } } }],
  ['daemonsets', { spec: { template: { spec: SPEC } } }],
  ['statefulsets', { spec: { template: { spec: SPEC } } }],
  ['replicasets', { spec: { template: { spec: SPEC } } }],
  ['replicationcontrollers', { spec: { template: { spec: SPEC } } }],
  ['jobs', { spec: { template: { spec: SPEC } } }],
  ['cronjobs', { spec: { jobTemplate: { spec: { template: { spec: SPEC } } } } }],
  [undefined, { spec: SPEC }],
])('%s say what is to run', (resource, requestObject) => {
  const record = { resource, namespace: 'web', name: 'tool', requestObject };
  const { hostPaths, containers } = workloadOf(record);
  expect(workloadDetails(record)).toEqual({
    name: 'tool',
    ...(resource && { type: resource }),
    namespace: 'web',
    ...TOLD,
  });
  expect([...hostPaths]).toEqual([
    ['host', '/'],
    ['', '/tmp'],
  ]);
  expect(containers).toHaveLength(3);
});

test('what a request does not say is left out', () => {
  const nothing = { resource: undefined, namespace: undefined, name: undefined };
  expect(workloadDetails({ ...nothing, requestObject: {} })).toEqual({ containers: [], volumes: [] });
  const off = { hostNetwork: false, hostPID: 'true', hostIPC: null };
  expect(workloadDetails({ ...nothing, requestObject: { spec: off } })).toEqual({ containers: [], volumes: [] });
});

test.each([
  ['a', { metadata: { name: 'b' } }, 'a'],
  [undefined, { metadata: { name: 'b', generateName: 'c-' } }, 'b'],
  [undefined, { metadata: { generateName: 'c-' } }, 'c-'],
])('%s, or what is sent, names it', (name, requestObject, expected) => {
  expect(workloadOf({ resource: 'pods', namespace: 'web', name, requestObject }).name).toBe(expected);
});

test('twenty of everything are shown', () => {
  const many = Array.from({ length: 30 }, (_, i) => i);
  const spec = {
    containers: many.map((i) => ({ name: `c${i}`, volumeMounts: many.map((j) => ({ name: `v${j}` })) })),
    volumes: many.map((i) => ({ name: `v${i}`, hostPath: { path: `/${i}` } })),
  };
  const details = workloadDetails({ resource: 'pods', namespace: 'web', name: 'x', requestObject: { spec } });
  expect(
    [details.containers, details.volumes, details.containers?.[0]?.volumeMounts].map((all) => all?.length),
  ).toEqual([20, 20, 20]);
});

test.each([
  [{ privileged: true }, true],
  [{ privileged: 'true' }, false],
  [{ windowsOptions: { hostProcess: true } }, true],
  [{ windowsOptions: { hostProcess: false } }, false],
  [{}, false],
])('%j is privileged: %s', (securityContext, expected) => {
  const container = { securityContext };
  const requestObject = { spec: { containers: [container] } };
  const { privileged } = workloadOf({ resource: 'pods', namespace: 'web', name: 'tool', requestObject });
  expect(privileged).toEqual(expected ? [container] : []);
});

test('on Windows, a pod says what its containers do not say', () => {
  const silent = { name: 'silent', securityContext: { windowsOptions: { runAsUserName: 'x' } } };
  const declines = { name: 'declines', securityContext: { windowsOptions: { hostProcess: false } } };
  const spec = { securityContext: { windowsOptions: { hostProcess: true } }, containers: [silent, declines] };
  const record = { resource: 'pods', namespace: 'web', name: 'tool', requestObject: { spec } };
  expect(workloadOf(record).privileged).toEqual([silent]);
  expect(workloadDetails(record).containers?.map(({ securityContext }) => securityContext)).toEqual([
    { privileged: true },
    { privileged: false },
  ]);
});

const offered = { name: 'node', hostPath: { path: '/etc' } };

test.each([
  ['persistentvolumes', { hostPath: { path: '/etc' } }, [offered]],
  ['persistentvolumes', { local: { path: '/etc' } }, [offered]],
  ['persistentvolumes', { csi: { volumeHandle: '/etc' } }, []],
  ['pods', { hostPath: { path: '/etc' } }, []],
])('%s of %j lead to a path of the node where others can claim it', (resource, spec, expected) => {
  const record = { resource, namespace: undefined, name: 'node', requestObject: { spec } };
  expect(workloadDetails(record).volumes).toEqual(expected);
});

test('of a pod only images can be changed, and a container put beside its own', () => {
  expect(WORKLOAD_CALLS.filter((call) => call.includes('pods'))).toEqual([
    'create pods',
    'patch pods',
    'update pods/ephemeralcontainers',
    'patch pods/ephemeralcontainers',
  ]);
  for (const verb of ['create', 'update', 'patch']) expect(WORKLOAD_CALLS).toContain(`${verb} cronjobs`);
});
