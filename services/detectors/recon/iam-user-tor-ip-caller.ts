import { TOR } from '../kits/caller-lists.ts';
import { looksFrom } from '../kits/listed-calls.ts';

export default looksFrom(TOR);
