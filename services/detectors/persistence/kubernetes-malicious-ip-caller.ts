import { MALICIOUS } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { PERSISTENCE } from '../kits/kubernetes-tactics.ts';

/** `Persistence:Kubernetes/MaliciousIPCaller` */
export default kubernetesCallerOnList(PERSISTENCE, MALICIOUS);
