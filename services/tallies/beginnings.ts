import { defineTally } from '#services/model/tally.ts';
import type { Beginning, BeginningsReading } from '#services/model/tally.ts';
import { longestRhythm } from './kits/rhythm.ts';
import { short } from './kits/short.ts';
import { asList, asNumber, asText } from './kits/stored.ts';

/**
 * Enough to recognize a rhythm. Of more frequent beginnings, the first are kept: they are too close together to have
 * one.
 */
const KEPT_MAX = 96;

/**
 * Times and sizes of the beginnings of conversations: for each conversation the earliest known beginning, and of very
 * many conversations those that began first. The reading is the longest rhythm among them.
 */
export default defineTally<Beginning | undefined, { kept: readonly Beginning[] }, BeginningsReading>({
  name: 'beginnings',
  empty: () => ({ kept: [] }),
  add: (state, beginning) => {
    if (beginning !== undefined) include(state, { ...beginning, series: short(beginning.series) });
  },
  merge: (state, { kept }) => {
    for (const beginning of kept) include(state, beginning);
  },
  encode: ({ kept }) => kept.map(({ series, key, time, size }) => [series, key, time, size]),
  decode: (json) => ({
    kept: asList(json, (item) => {
      const [series, key, time, size] = asList(item, (part) => part);
      return { series: asText(series), key: asNumber(key), time: asNumber(time), size: asNumber(size) };
    }),
  }),
  read: ({ kept }) => ({
    size: kept.length,
    get rhythm() {
      return longestRhythm(kept);
    },
  }),
});

function include(state: { kept: readonly Beginning[] }, beginning: Beginning): void {
  const { kept } = state;
  const last = kept.at(-1);
  if (kept.length === KEPT_MAX && last !== undefined && !isBefore(beginning, last)) return;
  const same = kept.findIndex(({ key, series }) => key === beginning.key && series === beginning.series);
  const before = kept[same];
  if (before !== undefined && !isBefore(beginning, before)) return;
  const others = same < 0 ? kept : kept.toSpliced(same, 1);
  const at = others.findIndex((other) => isBefore(beginning, other));
  state.kept = others.toSpliced(at < 0 ? others.length : at, 0, beginning).slice(0, KEPT_MAX);
}

/** A total order: by time, then by the other fields. */
function isBefore(a: Beginning, b: Beginning): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.key !== b.key) return a.key < b.key;
  if (a.series !== b.series) return a.series < b.series;
  return a.size < b.size;
}
