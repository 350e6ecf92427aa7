import { anomalyIn } from '#services/model/anomaly.ts';
import { defineTally } from '#services/model/tally.ts';
import type { JsonObject } from '#services/model/subject.ts';

/** Name of the tally that keeps the judgement of a finding's latest day. */
export const JUDGEMENT = 'judgement';

/** The judgement of a day. Its bits and its weight grow with what is added, so the heaviest state is the latest. */
export interface JudgedDay {
  readonly day: number;
  readonly weight: number;
  readonly told: JsonObject;
}

interface State {
  best: JudgedDay | undefined;
}

/**
 * Keeps the judgement of the latest day: that of the most unusual identity, in its heaviest state. Records add nothing:
 * the engine adds judged days.
 */
export const judgementTally = defineTally<unknown, State, JsonObject | undefined>({
  name: JUDGEMENT,
  empty: () => ({ best: undefined }),
  add() {},
  merge(state, { best }) {
    if (best !== undefined && (state.best === undefined || isAfter(best, state.best))) state.best = best;
  },
  encode: ({ best }) => (best === undefined ? null : { ...best }),
  decode: (value) => {
    if (value === null) return { best: undefined };
    if (!isJudged(value)) throw new Error('A stored judgement is of another shape.');
    return { best: value };
  },
  read: ({ best }) => best?.told,
});

function isAfter(a: JudgedDay, b: JudgedDay): boolean {
  if (a.day !== b.day) return a.day > b.day;
  const more = bitsOf(a) - bitsOf(b);
  if (more !== 0) return more > 0;
  if (a.weight !== b.weight) return a.weight > b.weight;
  return JSON.stringify(a.told) > JSON.stringify(b.told);
}

function bitsOf({ told }: JudgedDay): number {
  return anomalyIn(told)?.bits ?? 0;
}

function isJudged(value: unknown): value is JudgedDay {
  return typeof value === 'object' && value !== null && 'day' in value && 'weight' in value && 'told' in value;
}
