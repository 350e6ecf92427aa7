import { apiCalledFrom, PENTOO } from '../kits/pen-test.ts';

export default apiCalledFrom(PENTOO);
