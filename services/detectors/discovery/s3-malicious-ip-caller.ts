import { MALICIOUS } from '../kits/caller-lists.ts';
import { bucketCalls, DISCOVERY } from '../kits/s3-listed-calls.ts';

export default bucketCalls(DISCOVERY, MALICIOUS);
