import type { ActRates, Volume } from '#services/model/behaviour.ts';

/** The purposes of log-ins for an attacker of a database: each is what a finding type of GuardDuty is about. */
export type LoginTactic = 'SuccessfulLogin' | 'FailedLogin';

/** Raised whenever a rate changes. */
export const LOGIN_RATES_VERSION = 1;

/** Users tried beyond the first: outside they are guesses; inside, programs of several users may have old passwords. */
const USERS_TRIED: Readonly<Record<'outside' | 'inside', Volume>> = {
  outside: { most: 64, usual: 1, spread: 'even' },
  inside: { most: 64, usual: 3, spread: 'even' },
};

/**
 * How often attackers of databases do something, and on how many days of a database it is done. The numbers are
 * reviewed estimates. Codes are those of `loginCode`.
 */
export function loginRates(code: string): ActRates {
  const [event, from] = code.split(' ');
  if (event === 'refused')
    return from === 'inside'
      ? // Programs try an old password again until somebody replaces it.
        { tactic: 'FailedLogin', attacks: 1 / 12, days: 1 / 6, volume: USERS_TRIED.inside }
      : // A database that can be reached is tried by everybody, every day; any other, never.
        { tactic: 'FailedLogin', attacks: 1 / 3, days: 1 / 20, volume: USERS_TRIED.outside };
  // Connection pools log in from inside all day, so such log-ins are never reported.
  if (from === 'inside') return { tactic: undefined, attacks: 0, days: 1, volume: undefined };
  // A database that is reached from outside at all is reached from a few networks. Its first days tell which.
  return { tactic: 'SuccessfulLogin', attacks: 1 / 4, days: 1 / 2, volume: undefined };
}

/**
 * The code of a log-in. Successful log-ins from outside are told apart by network: only somebody with a password can add
 * one. Refused ones are not, because anybody can add one.
 */
export function loginCode(isRefused: boolean, isOutside: boolean, network: string): string {
  if (!isOutside) return isRefused ? 'refused inside' : 'login inside';
  return isRefused ? 'refused outside' : `login ${network}`;
}
