import { CUSTOM } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { CREDENTIAL_ACCESS } from '../kits/kubernetes-tactics.ts';

/** `CredentialAccess:Kubernetes/MaliciousIPCaller.Custom` */
export default kubernetesCallerOnList(CREDENTIAL_ACCESS, CUSTOM);
