import { FUNCTION } from '../kits/interface-owner.ts';
import { relaysForTor } from '../kits/tor-relay.ts';

export default relaysForTor(FUNCTION);
