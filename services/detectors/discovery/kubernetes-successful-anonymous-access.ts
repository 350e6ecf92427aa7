import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { DISCOVERY } from '../kits/kubernetes-tactics.ts';

/** `Discovery:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(DISCOVERY);
