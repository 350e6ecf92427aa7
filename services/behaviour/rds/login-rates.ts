import type { ActRates, Volume } from '#services/model/behaviour.ts';

/** What log-ins are good for to who attacks a database: each is what a finding type of GuardDuty is about. */
export type LoginTactic = 'SuccessfulLogin' | 'FailedLogin';

/** Raised whenever a rate changes. */
export const LOGIN_RATES_VERSION = 1;

/** Users that are tried, beyond the first: from outside one guesses, inside programs of several users may have old passwords. */
const USERS_TRIED: Readonly<Record<'outside' | 'inside', Volume>> = {
  outside: { most: 64, usual: 1, spread: 'even' },
  inside: { most: 64, usual: 3, spread: 'even' },
};

/**
 * How often attackers of databases do something, and on how many days of a database it is done: judgement, reviewed as such.
 * Codes are those of `loginCode`.
 */
export function loginRates(code: string): ActRates {
  const [event, from] = code.split(' ');
  if (event === 'refused')
    return from === 'inside'
      ? // An old password is tried again until somebody sees to it.
        { tactic: 'FailedLogin', attacks: 1 / 12, days: 1 / 6, volume: USERS_TRIED.inside }
      : // Who can be reached is tried by everybody, every day; who cannot, never.
        { tactic: 'FailedLogin', attacks: 1 / 3, days: 1 / 20, volume: USERS_TRIED.outside };
  // Pools of connections log in all day: that one does from within is told of by nothing else.
  if (from === 'inside') return { tactic: undefined, attacks: 0, days: 1, volume: undefined };
  // A database that is reached from outside at all is reached from a few networks. Its first days tell which.
  return { tactic: 'SuccessfulLogin', attacks: 1 / 4, days: 1 / 2, volume: undefined };
}

/**
 * A log-in as days are kept of it. Networks from which somebody was let in are told apart: only who has a password adds one.
 * Those from which somebody was refused are not, for there anybody may.
 */
export function loginCode(isRefused: boolean, isOutside: boolean, network: string): string {
  if (!isOutside) return isRefused ? 'refused inside' : 'login inside';
  return isRefused ? 'refused outside' : `login ${network}`;
}
