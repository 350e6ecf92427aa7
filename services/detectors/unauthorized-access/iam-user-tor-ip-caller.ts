import { TOR } from '../kits/caller-lists.ts';
import { actsFrom } from '../kits/listed-calls.ts';

export default actsFrom(TOR);
