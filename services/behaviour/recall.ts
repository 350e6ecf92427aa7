import { LAG_DAYS } from './before.ts';
import { DAYS, WINDOW_DAYS } from './day-set.ts';
import { ALERT_DAYS, type AccountHistory } from './history.ts';

/** The last day that was learned, in days since the epoch; undefined: nothing was learned. */
type LearnedUntil = number | undefined;

/** What days of one profile were judged by: until when days of the account and of the organization were sealed. */
export interface JudgedBy {
  readonly name: string;
  readonly sealed: LearnedUntil;
  readonly level: LearnedUntil;
}

/** The text that the ledger keeps. */
export function printJudgedBy(all: readonly JudgedBy[]): string {
  return all.map(({ name, sealed, level }) => `${name}=${sealed ?? 'none'}/${level ?? 'none'}`).join(' ');
}

/** Reads what `printJudgedBy` wrote; undefined for any other text. */
export function readJudgedBy(text: string): readonly JudgedBy[] | undefined {
  const all: JudgedBy[] = [];
  for (const part of text.split(' ')) {
    const [, name, sealed, level] = /^([^=]+)=(none|\d+)\/(none|\d+)$/.exec(part) ?? [];
    if (name === undefined) return undefined;
    all.push({ name, sealed: untilOf(sealed), level: untilOf(level) });
  }
  return all;
}

function untilOf(text: string | undefined): LearnedUntil {
  return text === undefined || text === 'none' ? undefined : Number(text);
}

/**
 * Whether a history still has everything that a day was judged by. Days of more than about a week ago need days that it
 * forgot, unless the history is so young that it has forgotten none.
 */
export function recalls({ first, last }: Pick<AccountHistory, 'first' | 'last'>, day: number): boolean {
  if (first === undefined || last === undefined || first > last - DAYS) return true;
  return day - LAG_DAYS - WINDOW_DAYS >= last - DAYS;
}

/**
 * The last day up to `day` that taught a history something. Nothing is learned on idle days, so knowing until an idle
 * day is knowing until the last day before it. For days of long ago this is forgotten: then it is `day` itself.
 */
export function learnedUntil({ alerts, last }: Pick<AccountHistory, 'alerts' | 'last'>, day: number): LearnedUntil {
  if (last === undefined || day >= last) return last;
  const oldest = last - ALERT_DAYS;
  if (day <= oldest) return day;
  return [...alerts.keys()].reduce((latest, each) => (each <= day ? Math.max(latest, each) : latest), oldest);
}

/**
 * Whether a day was judged by the same knowledge as there is now. Days that were learned after those that count for it
 * make no difference, and neither do days before the first that taught anything.
 *
 * @param first the first day that taught anything
 */
export function judgesAlike(day: number, first: LearnedUntil, then: LearnedUntil, now: LearnedUntil): boolean {
  const counting = (until: LearnedUntil) => {
    const last = until === undefined ? undefined : Math.min(until, day - LAG_DAYS);
    return last === undefined || first === undefined || last < first ? undefined : last;
  };
  return counting(then) === counting(now);
}
