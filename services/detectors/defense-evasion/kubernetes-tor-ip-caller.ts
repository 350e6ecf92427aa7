import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { DEFENSE_EVASION } from '../kits/kubernetes-tactics.ts';

/** `DefenseEvasion:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(DEFENSE_EVASION, TOR);
