import { defineTally } from '#services/model/tally.ts';
import { short } from './kits/short.ts';
import { encodeSmallest, offer, offerAll } from './kits/smallest-hashes.ts';
import type { Bounds, SmallestHashes } from './kits/smallest-hashes.ts';
import { asList, asNumber, asObject, asText } from './kits/stored.ts';

interface Sample {
  /** All values, without their hashes, while there are few: most groups see one or two. */
  few: readonly string[];
  /** Set when there were too many values; `few` is empty then. */
  smallest: SmallestHashes<string> | undefined;
}

const NONE: readonly string[] = [];
const FEW_MAX = 8;
/** Enough to show, few enough to store with every group. */
const KEPT: Bounds = { hashesMax: 20, valuesMax: 20 };

/** A sample of the values: those with the smallest hashes, so the same ones in every order. */
export default defineTally<string | undefined, Sample, readonly string[]>({
  name: 'sample',
  empty: () => ({ few: NONE, smallest: undefined }),
  add: (state, value) => {
    // Most values came before, and comparing with a few is cheaper than hashing one.
    if (value !== undefined && !valuesOf(state).includes(value)) include(state, short(value));
  },
  merge: (state, { few, smallest }) => {
    for (const value of few) include(state, value);
    if (smallest !== undefined) offerAll(hashed(state), smallest, KEPT);
  },
  encode: ({ few, smallest }) => encodeSmallest(smallest ?? smallestOf(few)),
  decode: (value) => {
    const { hashes, values } = asObject(value);
    const smallest = { hashes: asList(hashes, asNumber), values: asList(values, asText) };
    return smallest.values.length > FEW_MAX ? { few: NONE, smallest } : { few: smallest.values, smallest: undefined };
  },
  read: (state) => valuesOf(state).toSorted(),
});

function valuesOf({ few, smallest }: Sample): readonly string[] {
  return smallest?.values ?? few;
}

function include(state: Sample, value: string): void {
  if (valuesOf(state).includes(value)) return;
  if (state.smallest === undefined && state.few.length < FEW_MAX) state.few = [...state.few, value];
  else offer(hashed(state), value, KEPT);
}

/** Switches the state to hashes. */
function hashed(state: Sample): SmallestHashes<string> {
  state.smallest ??= smallestOf(state.few);
  state.few = NONE;
  return state.smallest;
}

function smallestOf(values: readonly string[]): SmallestHashes<string> {
  const smallest: SmallestHashes<string> = { hashes: [], values: [] };
  for (const value of values) offer(smallest, value, KEPT);
  return smallest;
}
