import { riskyWorkload } from '../kits/risky-workload.ts';
import { nodePathsOf } from '#services/behaviour/kubernetes/node-paths.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { VOLUME_CALLS } from '#services/sources/eks-audit/workload.ts';

/** `Persistence:Kubernetes/ContainerWithSensitiveMount` */
export default riskyWorkload({
  type: 'Persistence:Kubernetes/ContainerWithSensitiveMount',
  title: 'A sensitive host path was given to containers',
  why: 'A container that can write to the node’s files or talk to its container runtime can run anything on the node, and stay there.',
  asks: 'Did somebody start a container with a host path that allows an escape to the node, or make a volume of such a path that containers can claim?',
  attack: ['T1610', 'T1611', 'T1543.005'],
  what: 'a sensitive host path',
  asff: 'TTPs/Persistence/Persistence:Kubernetes-ContainerWithSensitiveMount',
  risksOf: nodePathsOf,
  blindTo: [
    'Paths that are sensitive only on your nodes.',
    'A volume and its mount that two requests add.',
    'Read-only mounts, though reading may be enough, such as reading keys.',
  ],
  pod: {
    containers: [
      { name: 'tool', image: 'registry.example/tool:1', volumeMounts: [{ name: 'host', mountPath: '/host' }] },
    ],
    volumes: [{ name: 'host', hostPath: { path: '/' } }],
  },
  others: {
    'the socket of the container runtime, even read-only': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 's', mountPath: '/s', readOnly: true }] }],
      volumes: [{ name: 's', hostPath: { path: '/run/containerd/containerd.sock' } }],
    },
    'the folder of the socket': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 's', mountPath: '/s' }] }],
      volumes: [{ name: 's', hostPath: { path: '/var/.//run/' } }],
    },
  },
  harmless: {
    'logs of the node': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 'logs', mountPath: '/logs' }] }],
      volumes: [{ name: 'logs', hostPath: { path: '/var/log/pods' } }],
    },
    'the processes of the node, read-only': {
      containers: [{ name: 'metrics', volumeMounts: [{ name: 'proc', mountPath: '/host/proc', readOnly: true }] }],
      volumes: [{ name: 'proc', hostPath: { path: '/proc' } }],
    },
    'the time zone of the node': {
      containers: [{ name: 'web', volumeMounts: [{ name: 'zone', mountPath: '/etc/localtime' }] }],
      volumes: [{ name: 'zone', hostPath: { path: '/etc/localtime' } }],
    },
    'a volume that no container mounts': {
      containers: [{ name: 'tool' }],
      volumes: [{ name: 'host', hostPath: { path: '/' } }],
    },
    'a volume that is no host path': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 'data', mountPath: '/' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  },
  more: {
    calls: VOLUME_CALLS,
    fires: {
      'a volume that any container can claim': () => volume({ hostPath: { path: '/' } }),
      'a local volume, applied on the server': () => ({
        records: [
          request(
            'patch',
            'persistentvolumes',
            { name: 'node' },
            { requestObject: { metadata: { name: 'node' }, spec: { local: { path: '/etc/kubernetes' } } } },
          ),
        ],
      }),
    },
    quiet: {
      'a volume of a disk of the node': () => volume({ local: { path: '/mnt/disks/ssd1' } }),
      'a volume from elsewhere': () => volume({ csi: { driver: 'ebs.csi.aws.com', volumeHandle: '/' } }),
      'a volume that a program makes of its own folder': () =>
        volume(
          { hostPath: { path: '/opt/local-path-provisioner/data' } },
          { user: serviceAccount('local-path-storage', 'local-path-provisioner') },
        ),
      'a volume that was refused': () => volume({ hostPath: { path: '/' } }, { responseStatus: { code: 403 } }),
    },
  },
});

function volume(source: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestObject = { metadata: { name: 'node' }, spec: { capacity: { storage: '1Gi' }, ...source } };
  return { records: [request('create', 'persistentvolumes', {}, { requestObject, ...overrides })] };
}
