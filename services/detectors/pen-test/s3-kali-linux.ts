import { bucketCalledFrom, KALI } from '../kits/pen-test.ts';

export default bucketCalledFrom(KALI);
