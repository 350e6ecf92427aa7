import { MALICIOUS } from '../kits/caller-lists.ts';
import { looksFrom } from '../kits/listed-calls.ts';

export default looksFrom(MALICIOUS);
