import { apiCalledFrom, KALI } from '../kits/pen-test.ts';

export default apiCalledFrom(KALI);
