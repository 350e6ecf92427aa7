import { riskyWorkload } from '../kits/risky-workload.ts';
import { nodePathsOf } from '#services/behaviour/kubernetes/node-paths.ts';

/** `Persistence:Kubernetes/ContainerWithSensitiveMount` */
export default riskyWorkload({
  type: 'Persistence:Kubernetes/ContainerWithSensitiveMount',
  title: 'A container was given a part of its node from which the node can be taken over',
  why: 'Who writes into the files of a node, or talks to its container runtime, runs there what he likes, and stays.',
  asks: 'Did somebody start a container with a path of its node that leads out of it?',
  attack: ['T1610', 'T1611', 'T1543.005'],
  what: 'a path of its node',
  asff: 'TTPs/Persistence/Persistence:Kubernetes-ContainerWithSensitiveMount',
  risksOf: nodePathsOf,
  blindTo: [
    'Paths that are sensitive on your nodes alone.',
    'Paths that can be read only, though reading may be enough, as of keys.',
  ],
  pod: {
    containers: [
      { name: 'tool', image: 'registry.example/tool:1', volumeMounts: [{ name: 'host', mountPath: '/host' }] },
    ],
    volumes: [{ name: 'host', hostPath: { path: '/' } }],
  },
  others: {
    'the socket of the container runtime, read only or not': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 's', mountPath: '/s', readOnly: true }] }],
      volumes: [{ name: 's', hostPath: { path: '/run/containerd/containerd.sock' } }],
    },
    'the folder in which the socket is': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 's', mountPath: '/s' }] }],
      volumes: [{ name: 's', hostPath: { path: '/var//run/' } }],
    },
  },
  harmless: {
    'logs of the node': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 'logs', mountPath: '/logs' }] }],
      volumes: [{ name: 'logs', hostPath: { path: '/var/log/pods' } }],
    },
    'the processes of the node, to be read only': {
      containers: [{ name: 'metrics', volumeMounts: [{ name: 'proc', mountPath: '/host/proc', readOnly: true }] }],
      volumes: [{ name: 'proc', hostPath: { path: '/proc' } }],
    },
    'the time zone of the node': {
      containers: [{ name: 'web', volumeMounts: [{ name: 'zone', mountPath: '/etc/localtime' }] }],
      volumes: [{ name: 'zone', hostPath: { path: '/etc/localtime' } }],
    },
    'a volume that no container has': {
      containers: [{ name: 'tool' }],
      volumes: [{ name: 'host', hostPath: { path: '/' } }],
    },
    'a volume that is no path of the node': {
      containers: [{ name: 'tool', volumeMounts: [{ name: 'data', mountPath: '/' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  },
});
