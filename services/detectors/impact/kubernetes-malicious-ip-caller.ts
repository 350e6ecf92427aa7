import { MALICIOUS } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { IMPACT } from '../kits/kubernetes-tactics.ts';

/** `Impact:Kubernetes/MaliciousIPCaller` */
export default kubernetesCallerOnList(IMPACT, MALICIOUS);
