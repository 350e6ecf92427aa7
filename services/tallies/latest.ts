import { defineTally } from '#services/model/tally.ts';
import { decodeKept, encodeKept, keep } from './kits/timed.ts';
import type { Kept, Timed } from './kits/timed.ts';

/** The value of the latest record; of several at the same time, the greatest. */
export default defineTally<Timed | undefined, Kept, string | undefined>({
  name: 'latest',
  empty: () => ({ best: undefined }),
  add: (state, value) => keep(state, value, -1),
  merge: (state, other) => keep(state, other.best, -1),
  encode: encodeKept,
  decode: decodeKept,
  read: (state) => state.best?.value,
});
