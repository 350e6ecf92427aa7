import type { DistinctReading } from '#services/model/tally.ts';
import { defineTally } from '#services/model/tally.ts';
import { short } from './kits/short.ts';
import { encodeSmallest, offer, offerAll } from './kits/smallest-hashes.ts';
import type { Bounds, SmallestHashes } from './kits/smallest-hashes.ts';
import { asList, asNumber, asObject, asTextOrNumber, isList } from './kits/stored.ts';

type Value = string | number;

interface Distinct {
  /**
   * All values, as a list while there are few: most groups see a handful, and a list takes a tenth of the memory of a
   * set.
   */
  exact: readonly Value[] | Set<Value>;
  /** Set when there were too many values; `exact` is empty then. */
  sketch: SmallestHashes<Value> | undefined;
}

const NONE: readonly Value[] = [];
const FEW_MAX = 16;
/** Thresholds of detectors are lower, so whether a detector fires is decided exactly. */
const EXACT_MAX = 1024;
/** With 1,024 hashes the estimate is within 3 % in two of three cases. */
const SKETCH: Bounds = { hashesMax: EXACT_MAX, valuesMax: 20 };
const SHOWN: Bounds = { hashesMax: 20, valuesMax: 20 };

/** Counts distinct values: exact to 1,024, then estimated from the 1,024 smallest hashes. */
export default defineTally<Value | undefined, Distinct, DistinctReading>({
  name: 'distinct',
  empty: () => ({ exact: NONE, sketch: undefined }),
  add: (state, value) => {
    if (typeof value === 'string') include(state, short(value));
    // JSON has neither −0 nor numbers that are not finite.
    else if (value !== undefined && Number.isFinite(value)) include(state, value + 0);
  },
  merge: (state, other) => {
    for (const value of other.exact) include(state, value);
    if (other.sketch !== undefined) offerAll(sketched(state), other.sketch, SKETCH);
  },
  encode: ({ exact, sketch }) => (sketch === undefined ? [...exact].toSorted(byValue) : encodeSmallest(sketch)),
  decode: (value) => {
    if (isList(value)) return { exact: few(asList(value, asTextOrNumber)), sketch: undefined };
    const { hashes, values } = asObject(value);
    return { exact: [], sketch: { hashes: asList(hashes, asNumber), values: asList(values, asTextOrNumber) } };
  },
  read: reading,
});

/** Counts the values. Selects the values to show only when they are read, because most readings are never shown. */
function reading({ exact, sketch }: Distinct): DistinctReading {
  return {
    size: sketch === undefined ? sizeOf(exact) : estimate(sketch),
    exact: sketch === undefined,
    get values() {
      const shown: SmallestHashes<Value> = { hashes: [], values: [] };
      for (const value of sketch?.values ?? exact) offer(shown, value, SHOWN);
      return shown.values.toSorted(byValue);
    },
  };
}

function include(state: Distinct, value: Value): void {
  if (state.sketch !== undefined) return offer(state.sketch, value, SKETCH);
  const { exact } = state;
  if ('size' in exact) exact.add(value);
  else if (exact.includes(value)) return;
  // Copied, not pushed to: an array that grows reserves room for 17 more items.
  else if (exact.length < FEW_MAX) state.exact = [...exact, value];
  else state.exact = new Set(exact).add(value);
  if (sizeOf(state.exact) > EXACT_MAX) sketched(state);
}

/** Turns the exact values, if they are still there, into a sketch. */
function sketched(state: Distinct): SmallestHashes<Value> {
  if (state.sketch === undefined) {
    state.sketch = { hashes: [], values: [] };
    for (const value of state.exact) offer(state.sketch, value, SKETCH);
    state.exact = [];
  }
  return state.sketch;
}

/**
 * The more values, the closer together are the smallest hashes: of n hashes spread over 0…1, the k-th smallest is near
 * k/n.
 */
function estimate({ hashes }: SmallestHashes<Value>): number {
  const largest = ((hashes.at(-1) ?? 0) + 1) / 2 ** 53;
  return Math.round((hashes.length - 1) / largest);
}

function sizeOf(values: readonly Value[] | ReadonlySet<Value>): number {
  return 'size' in values ? values.size : values.length;
}

function few(values: Value[]): Distinct['exact'] {
  return values.length > FEW_MAX ? new Set(values) : values;
}

/** Numbers by size, then texts by code unit. */
function byValue(a: Value, b: Value): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
