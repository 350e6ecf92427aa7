import { CUSTOM } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { DISCOVERY } from '../kits/kubernetes-tactics.ts';

/** `Discovery:Kubernetes/MaliciousIPCaller.Custom` */
export default kubernetesCallerOnList(DISCOVERY, CUSTOM);
