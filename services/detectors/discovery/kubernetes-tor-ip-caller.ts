import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { DISCOVERY } from '../kits/kubernetes-tactics.ts';

/** `Discovery:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(DISCOVERY, TOR);
