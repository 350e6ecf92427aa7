import { MALICIOUS } from '../kits/caller-lists.ts';
import { actsFrom } from '../kits/listed-calls.ts';

export default actsFrom(MALICIOUS);
