import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { DEFENSE_EVASION } from '../kits/kubernetes-tactics.ts';

/** `DefenseEvasion:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(DEFENSE_EVASION);
