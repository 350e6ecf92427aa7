import { bucketCalledFrom, PARROT } from '../kits/pen-test.ts';

export default bucketCalledFrom(PARROT);
