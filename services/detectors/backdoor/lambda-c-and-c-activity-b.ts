import { callsListed } from '../kits/listed-server.ts';
import { COMMAND_AND_CONTROL } from '../kits/listed-server-kinds.ts';
import { FUNCTION } from '../kits/interface-owner.ts';

export default callsListed(FUNCTION, COMMAND_AND_CONTROL);
