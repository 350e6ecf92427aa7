import { riskyWorkload } from '../kits/risky-workload.ts';
import { isPrivileged, type Workload } from '#services/sources/eks-audit/workload.ts';
import { textIn } from '#services/sources/eks-audit/sent-object.ts';

/** `PrivilegeEscalation:Kubernetes/PrivilegedContainer` */
export default riskyWorkload({
  type: 'PrivilegeEscalation:Kubernetes/PrivilegedContainer',
  title: 'A privileged container was started',
  why: 'What is privileged may do on its node whatever root may: read the credentials of all other pods there, for one.',
  asks: 'Did somebody start a workload with a privileged container?',
  attack: ['T1610', 'T1611'],
  what: 'a privileged container',
  asff: 'TTPs/PrivilegeEscalation/PrivilegeEscalation:Kubernetes-PrivilegedContainer',
  risksOf: ({ containers }: Workload) =>
    containers
      .filter(isPrivileged)
      .map((container) => textIn(container, 'image') ?? textIn(container, 'name') ?? 'unnamed'),
  blindTo: [
    'Single capabilities, such as SYS_ADMIN, that come to the same, and namespaces that are shared with the node.',
  ],
  pod: { containers: [{ name: 'tool', image: 'registry.example/tool:1', securityContext: { privileged: true } }] },
  others: {
    'a container that only prepares the others': {
      containers: [{ name: 'web', image: 'registry.example/web:1' }],
      initContainers: [{ name: 'init', image: 'registry.example/init:1', securityContext: { privileged: true } }],
    },
    'of Windows, which calls it a process of the host': {
      containers: [{ name: 'tool', securityContext: { windowsOptions: { hostProcess: true } } }],
    },
  },
  harmless: {
    'a container that is not privileged': {
      containers: [{ name: 'web', image: 'registry.example/web:1', securityContext: { privileged: false } }],
    },
    'an image that is only called so': {
      containers: [{ name: 'privileged', image: 'registry.example/privileged:true' }],
    },
  },
});
