import { CUSTOM } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { EXECUTION } from '../kits/kubernetes-tactics.ts';

/** `Execution:Kubernetes/MaliciousIPCaller.Custom` */
export default kubernetesCallerOnList(EXECUTION, CUSTOM);
