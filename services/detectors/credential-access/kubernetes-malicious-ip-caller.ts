import { MALICIOUS } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { CREDENTIAL_ACCESS } from '../kits/kubernetes-tactics.ts';

/** `CredentialAccess:Kubernetes/MaliciousIPCaller` */
export default kubernetesCallerOnList(CREDENTIAL_ACCESS, MALICIOUS);
