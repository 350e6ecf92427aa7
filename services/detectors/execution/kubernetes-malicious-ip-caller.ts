import { MALICIOUS } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { EXECUTION } from '../kits/kubernetes-tactics.ts';

/** `Execution:Kubernetes/MaliciousIPCaller` */
export default kubernetesCallerOnList(EXECUTION, MALICIOUS);
