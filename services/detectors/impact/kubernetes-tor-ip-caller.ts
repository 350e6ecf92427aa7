import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { IMPACT } from '../kits/kubernetes-tactics.ts';

/** `Impact:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(IMPACT, TOR);
