import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, containersOf, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer',
  tactic: 'PrivilegedContainer',
  title: 'A privileged container was run in an unusual way',
  why: 'A privileged container can do anything on its node that root can, such as reading the credentials of all other pods there.',
  asks: 'Did an identity run a privileged container that does not usually do so, or one that gets access to its node?',
  attack: ['T1610', 'T1611'],
  severity: 'High',
  did: 'ran privileged containers in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-WorkloadDeployed!PrivilegedContainer',
  respond: [
    'Ask whoever ran it what it is for.',
    'If it was not them, delete the workload, and replace the nodes that it ran on: it may have escaped to them.',
    'Let Pod Security Admission reject such pods in namespaces that do not need them.',
  ],
  blindTo: [
    'Workloads that people run by hand: PrivilegeEscalation:Kubernetes/PrivilegedContainer reports them all, as Medium.',
    'Single capabilities with the same effect, such as SYS_ADMIN.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['An operator that starts to inspect nodes with pods of its own.'],
  examples: {
    fires: {
      'a program gets access to its node': () => ({
        ...atFirst(runs('create', 'pods', {}, { hostPID: true, ...PRIVILEGED }, byProgram('shop', 'web'))),
        also: ['PrivilegeEscalation:Kubernetes/PrivilegedContainer'],
      }),
      'the token of an application, used outside the cluster': () => ({
        ...after(20, APPLICATION, runs('create', 'pods', {}, PRIVILEGED, byThief('shop', 'web'))),
        also: ['PrivilegeEscalation:Kubernetes/PrivilegedContainer'],
      }),
    },
    quiet: {
      'a build runner, on the first day': () =>
        atFirst(
          ...Array.from({ length: 20 }, (_, i) =>
            runs('create', 'pods', { namespace: 'ci', name: `build-${i}` }, PRIVILEGED, byProgram('ci', 'runner')),
          ),
        ),
      'GitOps deploys an agent that inspects nodes': () =>
        atFirst(
          runs(
            'create',
            'daemonsets',
            { namespace: 'agents', name: 'agent' },
            { hostPID: true, ...PRIVILEGED },
            byProgram('argocd', 'argocd-application-controller'),
          ),
        ),
      'a manual deployment, which another finding type reports': () =>
        after(30, LOOKS, runs('create', 'pods', {}, PRIVILEGED)),
      'somebody installs an agent': () => after(30, LOOKS, runs('create', 'daemonsets', {}, PRIVILEGED)),
      'a program runs one that is not privileged': () =>
        atFirst(runs('create', 'pods', {}, { hostPID: true, ...containersOf('busybox') }, byProgram('shop', 'web'))),
    },
  },
});

const PRIVILEGED = containersOf('busybox', { securityContext: { privileged: true } });
