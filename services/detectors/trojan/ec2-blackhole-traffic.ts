import { callsListed } from '../kits/listed-server.ts';
import { SINKHOLES } from '../kits/listed-server-kinds.ts';
import { INSTANCE } from '../kits/interface-owner.ts';

export default callsListed(INSTANCE, SINKHOLES);
