import { MALICIOUS } from '../kits/caller-lists.ts';
import { bucketCalls, IMPACT } from '../kits/s3-listed-calls.ts';

export default bucketCalls(IMPACT, MALICIOUS);
