import { TOR } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'CredentialAccess:RDS/TorIPCaller.SuccessfulLogin',
  list: TOR,
  event: 'login',
  severity: 'High',
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-TorIPCaller.SuccessfulLogin',
});
