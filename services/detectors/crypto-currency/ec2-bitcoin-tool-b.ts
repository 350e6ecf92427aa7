import { callsListed } from '../kits/listed-server.ts';
import { MINING_POOLS } from '../kits/listed-server-kinds.ts';
import { INSTANCE } from '../kits/interface-owner.ts';

export default callsListed(INSTANCE, MINING_POOLS);
