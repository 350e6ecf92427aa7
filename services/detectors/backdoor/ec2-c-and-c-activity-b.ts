import { callsListed } from '../kits/listed-server.ts';
import { COMMAND_AND_CONTROL } from '../kits/listed-server-kinds.ts';
import { INSTANCE } from '../kits/interface-owner.ts';

export default callsListed(INSTANCE, COMMAND_AND_CONTROL);
