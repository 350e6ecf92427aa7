import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { PERSISTENCE } from '../kits/kubernetes-tactics.ts';

/** `Persistence:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(PERSISTENCE, TOR);
