import { defineTally } from '#services/model/tally.ts';
import { asNumber } from './kits/stored.ts';

/** Counts the records with a value of true. */
export default defineTally<boolean, { yes: number }, number>({
  name: 'count',
  empty: () => ({ yes: 0 }),
  add: (state, value) => {
    if (value) state.yes++;
  },
  merge: (state, other) => {
    state.yes += other.yes;
  },
  takeOut: (state, earlier) => {
    state.yes -= earlier.yes;
  },
  encode: (state) => state.yes,
  decode: (value) => ({ yes: asNumber(value) }),
  read: (state) => state.yes,
});
