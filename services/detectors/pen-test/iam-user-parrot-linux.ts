import { apiCalledFrom, PARROT } from '../kits/pen-test.ts';

export default apiCalledFrom(PARROT);
