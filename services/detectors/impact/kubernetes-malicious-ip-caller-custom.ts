import { CUSTOM } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { IMPACT } from '../kits/kubernetes-tactics.ts';

/** `Impact:Kubernetes/MaliciousIPCaller.Custom` */
export default kubernetesCallerOnList(IMPACT, CUSTOM);
