import { TOR } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'CredentialAccess:RDS/TorIPCaller.FailedLogin',
  list: TOR,
  event: 'failed-login',
  severity: 'Medium',
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-TorIPCaller.FailedLogin',
});
