import { TOR } from '../kits/caller-lists.ts';
import { bucketCalls, ACCESS } from '../kits/s3-listed-calls.ts';

export default bucketCalls(ACCESS, TOR);
