import { CUSTOM } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { DEFENSE_EVASION } from '../kits/kubernetes-tactics.ts';

/** `DefenseEvasion:Kubernetes/MaliciousIPCaller.Custom` */
export default kubernetesCallerOnList(DEFENSE_EVASION, CUSTOM);
