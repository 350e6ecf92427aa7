import { kubernetesAnonymousCall } from '../kits/kubernetes-caller.ts';
import { CREDENTIAL_ACCESS } from '../kits/kubernetes-tactics.ts';

/** `CredentialAccess:Kubernetes/SuccessfulAnonymousAccess` */
export default kubernetesAnonymousCall(CREDENTIAL_ACCESS);
