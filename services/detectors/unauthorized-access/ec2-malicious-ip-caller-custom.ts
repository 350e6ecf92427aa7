import { INSTANCE } from '../kits/interface-owner.ts';
import { exchangesWithListed } from '../kits/listed-peer.ts';

export default exchangesWithListed(INSTANCE);
