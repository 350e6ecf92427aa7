import { MALICIOUS } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'CredentialAccess:RDS/MaliciousIPCaller.FailedLogin',
  list: MALICIOUS,
  event: 'failed-login',
  severity: 'Medium',
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-MaliciousIPCaller.FailedLogin',
});
