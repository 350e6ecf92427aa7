import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { EXECUTION } from '../kits/kubernetes-tactics.ts';

/** `Execution:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(EXECUTION, TOR);
