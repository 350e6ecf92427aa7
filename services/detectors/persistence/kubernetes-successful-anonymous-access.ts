import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { PERSISTENCE } from '../kits/kubernetes-tactics.ts';

/** `Persistence:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(PERSISTENCE);
