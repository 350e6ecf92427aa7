import { MALICIOUS } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'Discovery:RDS/MaliciousIPCaller',
  list: MALICIOUS,
  event: 'connection',
  severity: 'Medium',
  asff: 'TTPs/Discovery/RDS-MaliciousIPCaller',
});
