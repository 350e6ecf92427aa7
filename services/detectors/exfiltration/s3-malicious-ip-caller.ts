import { MALICIOUS } from '../kits/caller-lists.ts';
import { bucketCalls, EXFILTRATION } from '../kits/s3-listed-calls.ts';

export default bucketCalls(EXFILTRATION, MALICIOUS);
