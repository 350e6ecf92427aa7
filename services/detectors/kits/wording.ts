import { counted } from '#services/model/numbers.ts';
import type { DistinctReading } from '#services/model/tally.ts';

/** `a, b and c`; beyond `max` values, `a, b and 3 more`. */
export function enumerated(values: readonly (string | number)[], max = 5): string {
  const sorted = values.toSorted((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : a < b ? -1 : 1));
  const shown = sorted.slice(0, max).map(String);
  const rest = sorted.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? 'none');
}

/** `12 minutes`, `3 hours`: the largest unit that leaves a whole number above one, rounded up. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return counted(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.ceil(minutes / 60), 'hour');
}

/** The phrase with a capital letter, for the beginning of a sentence. */
export function capitalized(phrase: string): string {
  return phrase.slice(0, 1).toUpperCase() + phrase.slice(1);
}

/**
 * The other ends of a finding: `203.0.113.9`, `203.0.113.7 and 203.0.113.9`, or the number with the first few: `12
 * hosts (203.0.113.1, 203.0.113.2, 203.0.113.3 and 9 more)`.
 */
export function ends({ size, exact, values }: DistinctReading, noun = 'host'): string {
  if (size === 0) return `a ${noun}`;
  if (size <= ENDS_MAX) return enumerated(values);
  const named = `${values.slice(0, ENDS_MAX).join(', ')} and ${size - ENDS_MAX} more`;
  return `${exact ? '' : 'about '}${counted(size, noun)} (${named})`;
}

const ENDS_MAX = 3;
