import { callsListed } from '../kits/listed-server.ts';
import { DROP_POINTS } from '../kits/listed-server-kinds.ts';
import { INSTANCE } from '../kits/interface-owner.ts';

export default callsListed(INSTANCE, DROP_POINTS);
