import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { IMPACT } from '../kits/kubernetes-tactics.ts';

/** `Impact:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(IMPACT);
