import { MALICIOUS } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { DISCOVERY } from '../kits/kubernetes-tactics.ts';

/** `Discovery:Kubernetes/MaliciousIPCaller` */
export default kubernetesCallerOnList(DISCOVERY, MALICIOUS);
