import { callsListed } from '../kits/listed-server.ts';
import { TOR_RELAYS } from '../kits/listed-server-kinds.ts';
import { FUNCTION } from '../kits/interface-owner.ts';

export default callsListed(FUNCTION, TOR_RELAYS);
