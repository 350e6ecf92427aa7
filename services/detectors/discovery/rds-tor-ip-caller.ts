import { TOR } from '../kits/caller-lists.ts';
import { listedLogin } from '../kits/database-login.ts';

export default listedLogin({
  type: 'Discovery:RDS/TorIPCaller',
  list: TOR,
  event: 'connection',
  severity: 'Medium',
  asff: 'TTPs/Discovery/RDS-TorIPCaller',
});
