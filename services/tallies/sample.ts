import { defineTally } from '#services/model/tally.ts';
import { short } from './kits/short.ts';
import { encodeSmallest, offer, offerAll } from './kits/smallest-hashes.ts';
import type { Bounds, SmallestHashes } from './kits/smallest-hashes.ts';
import { asList, asNumber, asObject, asText } from './kits/stored.ts';

/** Enough to show, few enough to store with every group. */
const KEPT: Bounds = { hashesMax: 20, valuesMax: 20 };

/** Some of the values: those with the smallest hashes, so the same ones in every order. */
export default defineTally<string | undefined, SmallestHashes<string>, readonly string[]>({
  name: 'sample',
  empty: () => ({ hashes: [], values: [] }),
  add: (state, value) => {
    // Most values came before, and to compare a few is less than to hash one.
    if (value !== undefined && !state.values.includes(value)) offer(state, short(value), KEPT);
  },
  merge: (state, other) => offerAll(state, other, KEPT),
  encode: encodeSmallest,
  decode: (value) => {
    const { hashes, values } = asObject(value);
    return { hashes: asList(hashes, asNumber), values: asList(values, asText) };
  },
  read: (state) => state.values.toSorted(),
});
