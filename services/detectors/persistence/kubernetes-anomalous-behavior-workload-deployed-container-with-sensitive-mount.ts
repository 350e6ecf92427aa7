import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'Persistence:Kubernetes/AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount',
  tactic: 'ContainerWithSensitiveMount',
  title: 'A container is given a part of its node in an unusual way',
  why: 'Who writes into the files of a node, or talks to its container runtime, runs there what he likes, and stays.',
  asks: 'Did somebody run a container with a path of its node that leads out of it, who does not run such?',
  attack: ['T1610', 'T1611', 'T1543.005'],
  severity: 'High',
  did: 'gave containers parts of their nodes in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/Persistence:Kubernetes-WorkloadDeployed!ContainerWithSensitiveMount',
  respond: [
    'Ask whoever ran it what for.',
    'If it was not them, delete the workload, and replace the nodes on which it ran: it may have left them.',
    'Have Pod Security Admission refuse paths of nodes in namespaces that do not need them.',
  ],
  blindTo: [
    'What people run by hand: Persistence:Kubernetes/ContainerWithSensitiveMount tells of all of it, as Medium.',
    'Paths that are sensitive on your nodes alone, and those that can only be read.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['An operator that starts to run pods with paths of their nodes.'],
  examples: {
    fires: {
      'a program gives a pod the disk of its node': () => ({
        ...atFirst(runs('create', 'pods', {}, withPath('/'), byProgram('shop', 'web'))),
        also: ['Persistence:Kubernetes/ContainerWithSensitiveMount'],
      }),
      'the token of an application, out of the cluster': () => ({
        ...after(20, APPLICATION, runs('create', 'pods', {}, withPath('/etc'), byThief('shop', 'web'))),
        also: ['Persistence:Kubernetes/ContainerWithSensitiveMount'],
      }),
    },
    quiet: {
      'a runner of builds talks to the container runtime': () =>
        atFirst(
          runs('create', 'pods', { namespace: 'ci' }, withPath('/var/run/docker.sock'), byProgram('ci', 'runner')),
        ),
      'GitOps rolls out an agent': () =>
        atFirst(runs('create', 'daemonsets', {}, withPath('/'), byProgram('argocd', 'argocd-application-controller'))),
      'somebody runs one by hand, which another type tells of': () =>
        after(30, LOOKS, runs('create', 'pods', {}, withPath('/'))),
      'somebody installs an agent': () =>
        after(30, LOOKS, runs('create', 'daemonsets', {}, withPath('/var/lib/kubelet'))),
      'logs of the node': () =>
        after(20, APPLICATION, runs('create', 'pods', {}, withPath('/var/log/pods'), byProgram('shop', 'web'))),
    },
  },
});

function withPath(path: string): object {
  return {
    containers: [{ name: 'tool', image: 'busybox', volumeMounts: [{ name: 'node', mountPath: '/node' }] }],
    volumes: [{ name: 'node', hostPath: { path } }],
  };
}
