import { CUSTOM } from '../kits/caller-lists.ts';
import { looksFrom } from '../kits/listed-calls.ts';

export default looksFrom(CUSTOM);
