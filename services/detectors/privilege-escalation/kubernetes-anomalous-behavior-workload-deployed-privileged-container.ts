import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, containersOf, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'PrivilegeEscalation:Kubernetes/AnomalousBehavior.WorkloadDeployed!PrivilegedContainer',
  tactic: 'PrivilegedContainer',
  title: 'A privileged container is run in an unusual way',
  why: 'What is privileged may do on its node whatever root may: read the credentials of all other pods there, for one.',
  asks: 'Did somebody run a privileged container who does not, or one that looks for its node?',
  attack: ['T1610', 'T1611'],
  severity: 'High',
  did: 'ran privileged containers in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/PrivilegeEscalation:Kubernetes-WorkloadDeployed!PrivilegedContainer',
  respond: [
    'Ask whoever ran it what for.',
    'If it was not them, delete the workload, and replace the nodes on which it ran: it may have left them.',
    'Have Pod Security Admission refuse such pods in namespaces that do not need them.',
  ],
  blindTo: [
    'What people run by hand: PrivilegeEscalation:Kubernetes/PrivilegedContainer tells of all of it, as Medium.',
    'Single capabilities, such as SYS_ADMIN, that come to the same.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['An operator that starts to look into nodes by pods of its own.'],
  examples: {
    fires: {
      'a program looks for its node': () => ({
        ...atFirst(runs('create', 'pods', {}, { hostPID: true, ...PRIVILEGED }, byProgram('shop', 'web'))),
        also: ['PrivilegeEscalation:Kubernetes/PrivilegedContainer'],
      }),
      'the token of an application, out of the cluster': () => ({
        ...after(20, APPLICATION, runs('create', 'pods', {}, PRIVILEGED, byThief('shop', 'web'))),
        also: ['PrivilegeEscalation:Kubernetes/PrivilegedContainer'],
      }),
    },
    quiet: {
      'a runner of builds, on the first day': () =>
        atFirst(
          ...Array.from({ length: 20 }, (_, i) =>
            runs('create', 'pods', { namespace: 'ci', name: `build-${i}` }, PRIVILEGED, byProgram('ci', 'runner')),
          ),
        ),
      'GitOps rolls out an agent that looks into nodes': () =>
        atFirst(
          runs(
            'create',
            'daemonsets',
            { namespace: 'agents', name: 'agent' },
            { hostPID: true, ...PRIVILEGED },
            byProgram('argocd', 'argocd-application-controller'),
          ),
        ),
      'somebody runs one by hand, which another type tells of': () =>
        after(30, LOOKS, runs('create', 'pods', {}, PRIVILEGED)),
      'somebody installs an agent': () => after(30, LOOKS, runs('create', 'daemonsets', {}, PRIVILEGED)),
      'a program runs one that is not privileged': () =>
        atFirst(runs('create', 'pods', {}, { hostPID: true, ...containersOf('busybox') }, byProgram('shop', 'web'))),
    },
  },
});

const PRIVILEGED = containersOf('busybox', { securityContext: { privileged: true } });
