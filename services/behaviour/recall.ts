import { LAG_DAYS } from './before.ts';
import { DAYS, WINDOW_DAYS } from './day-set.ts';
import { ALERT_DAYS, type AccountHistory } from './history.ts';

/** Until when something was learned, in days since the epoch; undefined: nothing was. */
type LearnedUntil = number | undefined;

/** By what days were judged: of one profile, until when days of the account and of the organization were sealed. */
export interface JudgedBy {
  readonly name: string;
  readonly sealed: LearnedUntil;
  readonly level: LearnedUntil;
}

/** As the ledger keeps it. */
export function printJudgedBy(all: readonly JudgedBy[]): string {
  return all.map(({ name, sealed, level }) => `${name}=${sealed ?? 'none'}/${level ?? 'none'}`).join(' ');
}

/** What `printJudgedBy` wrote; undefined when somebody else wrote it. */
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
 * Whether a history still has all that a day was judged by: days that it forgot are missed by days of more than a week ago,
 * unless it is so young that it has forgotten none.
 */
export function recalls({ first, last }: Pick<AccountHistory, 'first' | 'last'>, day: number): boolean {
  if (first === undefined || last === undefined || first > last - DAYS) return true;
  return day - LAG_DAYS - WINDOW_DAYS >= last - DAYS;
}

/**
 * The last day up to another that taught a history something: on idle days nothing is learned, so to know until one of them
 * is to know until the last day before. Which days of long ago these were is forgotten: the day itself is told then.
 */
export function learnedUntil({ alerts, last }: Pick<AccountHistory, 'alerts' | 'last'>, day: number): LearnedUntil {
  if (last === undefined || day >= last) return last;
  const oldest = last - ALERT_DAYS;
  if (day <= oldest) return day;
  return [...alerts.keys()].reduce((latest, each) => (each <= day ? Math.max(latest, each) : latest), oldest);
}

/**
 * Whether a day was judged by the same that would be known of it now: what was learned after the days that count for it
 * makes no difference, and neither does what was learned later of nothing.
 *
 * @param first the first day that was learned of
 */
export function judgesAlike(day: number, first: LearnedUntil, then: LearnedUntil, now: LearnedUntil): boolean {
  const counting = (until: LearnedUntil) => {
    const last = until === undefined ? undefined : Math.min(until, day - LAG_DAYS);
    return last === undefined || first === undefined || last < first ? undefined : last;
  };
  return counting(then) === counting(now);
}
