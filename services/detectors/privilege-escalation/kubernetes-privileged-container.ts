import { riskyWorkload } from '../kits/risky-workload.ts';
import type { Workload } from '#services/sources/eks-audit/workload.ts';
import { textIn } from '#services/sources/eks-audit/sent-object.ts';

/** `PrivilegeEscalation:Kubernetes/PrivilegedContainer` */
export default riskyWorkload({
  type: 'PrivilegeEscalation:Kubernetes/PrivilegedContainer',
  title: 'A privileged container was started',
  why: 'A privileged container can do anything on its node that root can, such as reading the credentials of all other pods there.',
  asks: 'Did somebody start a workload with a privileged container?',
  attack: ['T1610', 'T1611'],
  what: 'a privileged container',
  asff: 'TTPs/PrivilegeEscalation/PrivilegeEscalation:Kubernetes-PrivilegedContainer',
  risksOf: ({ privileged }: Workload) =>
    privileged.map((container) => textIn(container, 'image') ?? textIn(container, 'name') ?? 'unnamed'),
  blindTo: [
    'Single capabilities with the same effect, such as SYS_ADMIN, and namespaces that are shared with the node.',
  ],
  pod: { containers: [{ name: 'tool', image: 'registry.example/tool:1', securityContext: { privileged: true } }] },
  others: {
    'an init container': {
      containers: [{ name: 'web', image: 'registry.example/web:1' }],
      initContainers: [{ name: 'init', image: 'registry.example/init:1', securityContext: { privileged: true } }],
    },
    'a host process container on Windows': {
      containers: [{ name: 'tool', securityContext: { windowsOptions: { hostProcess: true } } }],
    },
    'a host process pod on Windows': {
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [{ name: 'tool', securityContext: { windowsOptions: { runAsUserName: 'x' } } }],
    },
  },
  harmless: {
    'a container that is not privileged': {
      containers: [{ name: 'web', image: 'registry.example/web:1', securityContext: { privileged: false } }],
    },
    'a container on Windows that declines what its pod says': {
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [{ name: 'web', securityContext: { windowsOptions: { hostProcess: false } } }],
    },
    'an image with that name': {
      containers: [{ name: 'privileged', image: 'registry.example/privileged:true' }],
    },
  },
});
