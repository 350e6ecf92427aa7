import type { Json } from '#services/model/subject.ts';
import { short } from './short.ts';
import { asList, asNumber, asText } from './stored.ts';

/** A text and the time of its record, ms since the epoch. */
export interface Timed {
  readonly time: number;
  readonly value: string;
}

/** The text kept so far. */
export interface Kept {
  best: Timed | undefined;
}

/** Keeps the candidate when it ranks before the kept text: earlier for sign 1, later for −1; the text decides a tie. */
export function keep(state: Kept, candidate: Timed | undefined, sign: 1 | -1): void {
  if (candidate === undefined) return;
  const { best } = state;
  const { time } = candidate;
  const value = short(candidate.value);
  if (best === undefined || sign * (time - best.time || (value < best.value ? -1 : 1)) < 0)
    state.best = { time, value };
}

export function encodeKept({ best }: Kept): Json {
  return best === undefined ? null : [best.time, best.value];
}

export function decodeKept(value: Json): Kept {
  if (value === null) return { best: undefined };
  const [time, text] = asList(value, (item) => item);
  return { best: { time: asNumber(time), value: asText(text) } };
}
