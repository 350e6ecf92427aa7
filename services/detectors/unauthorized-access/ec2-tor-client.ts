import { callsListed } from '../kits/listed-server.ts';
import { TOR_RELAYS } from '../kits/listed-server-kinds.ts';
import { INSTANCE } from '../kits/interface-owner.ts';

export default callsListed(INSTANCE, TOR_RELAYS);
