import type { Beginning, Rhythm } from '#services/model/tally.ts';

/** Periods to try: each is a tenth longer than the one before, so that one of them is near enough to any period. */
const PERIODS: readonly number[] = Array.from({ length: 53 }, (_, i) => 20 * 1.1 ** i);
/** Share of the period by which a beat may come early or late; malware varies its period at random. */
const JITTER = 0.15;
/** Inaccuracy of clocks and logs, in seconds. */
const COARSE = 1;
/** Share by which the size may differ from that of the beat before, besides `SIZE_SLACK` bytes. */
const SIZES = 0.25;
const SIZE_SLACK = 120;

/**
 * The longest row of beginnings of one series, each about one period after the one before and about as large. More
 * beginnings never make it shorter: others may lie between the beats.
 *
 * @param beginnings in order of time
 */
export function longestRhythm(beginnings: readonly Beginning[]): Rhythm {
  let best: Rhythm = { beats: beginnings.length > 0 ? 1 : 0, seconds: 0 };
  for (const series of Map.groupBy(beginnings, (each) => each.series).values())
    for (const period of PERIODS) {
      const { beats, span } = rhythmOf(series, period);
      if (beats > best.beats) best = { beats, seconds: Math.round(span / (beats - 1)) };
    }
  return best;
}

function rhythmOf(series: readonly Beginning[], period: number): { readonly beats: number; readonly span: number } {
  const least = period * (1 - JITTER) - COARSE;
  const most = period * (1 + JITTER) + COARSE;
  const beats = new Uint32Array(series.length);
  const starts = new Float64Array(series.length);
  let best = { beats: 0, span: 0 };
  let first = 0;
  series.forEach((one, i) => {
    beats[i] = 1;
    starts[i] = one.time;
    while (first < i && one.time - (series[first]?.time ?? 0) > most) first++;
    for (let j = first; j < i; j++) {
      const before = series[j];
      if (before === undefined || one.time - before.time < least) break;
      if ((beats[j] ?? 0) < (beats[i] ?? 0) || !isAlike(before.size, one.size)) continue;
      beats[i] = (beats[j] ?? 0) + 1;
      starts[i] = starts[j] ?? 0;
    }
    if ((beats[i] ?? 0) > best.beats) best = { beats: beats[i] ?? 0, span: one.time - (starts[i] ?? 0) };
  });
  return best;
}

function isAlike(a: number, b: number): boolean {
  return Math.abs(a - b) <= SIZES * Math.max(a, b) + SIZE_SLACK;
}
