import { MALICIOUS } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'CredentialAccess:RDS/MaliciousIPCaller.SuccessfulLogin',
  list: MALICIOUS,
  event: 'login',
  severity: 'High',
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-MaliciousIPCaller.SuccessfulLogin',
});
