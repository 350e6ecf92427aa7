import { CUSTOM } from '../kits/caller-lists.ts';
import { actsFrom } from '../kits/listed-calls.ts';

export default actsFrom(CUSTOM);
