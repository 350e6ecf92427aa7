import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { EXECUTION } from '../kits/kubernetes-tactics.ts';

/** `Execution:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(EXECUTION);
