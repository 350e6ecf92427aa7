import { INSTANCE } from '../kits/interface-owner.ts';
import { relaysForTor } from '../kits/tor-relay.ts';

export default relaysForTor(INSTANCE);
