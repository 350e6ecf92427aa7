import { callsListed } from '../kits/listed-server.ts';
import { MINING_POOLS } from '../kits/listed-server-kinds.ts';
import { FUNCTION } from '../kits/interface-owner.ts';

export default callsListed(FUNCTION, MINING_POOLS);
