import { TOR } from '../kits/caller-lists.ts';
import { kubernetesCallerOnList } from '../kits/kubernetes-caller.ts';
import { CREDENTIAL_ACCESS } from '../kits/kubernetes-tactics.ts';

/** `CredentialAccess:Kubernetes/TorIPCaller` */
export default kubernetesCallerOnList(CREDENTIAL_ACCESS, TOR);
