import { defineTally } from '#services/model/tally.ts';
import { asNumber } from './kits/stored.ts';

/**
 * The sum of whole numbers from 0, such as bytes. Fractions are rounded, and anything negative or not finite adds
 * nothing, because sums with those depend on the order. The sum stops at the largest exact number.
 */
export default defineTally<number, { total: number }, number>({
  name: 'sum',
  empty: () => ({ total: 0 }),
  add: (state, value) => {
    if (value > 0 && value < Infinity) state.total = plus(state.total, Math.round(value));
  },
  merge: (state, other) => {
    state.total = plus(state.total, other.total);
  },
  takeOut: (state, earlier) => {
    // A sum at its maximum stays there.
    if (state.total < Number.MAX_SAFE_INTEGER) state.total -= earlier.total;
  },
  encode: (state) => state.total,
  decode: (value) => ({ total: asNumber(value) }),
  read: (state) => state.total,
});

function plus(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
