import { callsListed } from '../kits/listed-server.ts';
import { DROP_POINTS } from '../kits/listed-server-kinds.ts';
import { FUNCTION } from '../kits/interface-owner.ts';

export default callsListed(FUNCTION, DROP_POINTS);
