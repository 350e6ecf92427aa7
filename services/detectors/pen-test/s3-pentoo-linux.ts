import { bucketCalledFrom, PENTOO } from '../kits/pen-test.ts';

export default bucketCalledFrom(PENTOO);
