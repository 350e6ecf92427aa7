import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'Persistence:Kubernetes/AnomalousBehavior.WorkloadDeployed!ContainerWithSensitiveMount',
  tactic: 'ContainerWithSensitiveMount',
  title: 'A container mounted a sensitive path of its node in an unusual way',
  why: 'A container that can write to the node’s files or talk to its container runtime can run anything on the node, and stay there.',
  asks: 'Did an identity run a container with a sensitive host path that does not usually run such containers?',
  attack: ['T1610', 'T1611', 'T1543.005'],
  severity: 'High',
  did: 'ran containers with sensitive host paths in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/Persistence:Kubernetes-WorkloadDeployed!ContainerWithSensitiveMount',
  respond: [
    'Ask whoever ran it what it is for.',
    'If it was not them, delete the workload, and replace the nodes that it ran on: it may have escaped to them.',
    'Let Pod Security Admission reject host paths in namespaces that do not need them.',
  ],
  blindTo: [
    'Workloads that people run by hand: Persistence:Kubernetes/ContainerWithSensitiveMount reports them all, as Medium.',
    'Paths that are sensitive only on your nodes, and read-only mounts.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['An operator that starts to run pods with host paths.'],
  examples: {
    fires: {
      'a program mounts the disk of the node': () => ({
        ...atFirst(runs('create', 'pods', {}, withPath('/'), byProgram('shop', 'web'))),
        also: ['Persistence:Kubernetes/ContainerWithSensitiveMount'],
      }),
      'the token of an application, used outside the cluster': () => ({
        ...after(20, APPLICATION, runs('create', 'pods', {}, withPath('/etc'), byThief('shop', 'web'))),
        also: ['Persistence:Kubernetes/ContainerWithSensitiveMount'],
      }),
    },
    quiet: {
      'a build runner uses the container runtime': () =>
        atFirst(
          runs('create', 'pods', { namespace: 'ci' }, withPath('/var/run/docker.sock'), byProgram('ci', 'runner')),
        ),
      'GitOps deploys an agent': () =>
        atFirst(runs('create', 'daemonsets', {}, withPath('/'), byProgram('argocd', 'argocd-application-controller'))),
      'a manual deployment, which another finding type reports': () =>
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
