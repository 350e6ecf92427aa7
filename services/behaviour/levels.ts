import type { AccountHistory, IdentityHistory } from './history.ts';
import { parseCode } from './act-code.ts';
import { countDays, daysUntil, type DaySet } from './day-set.ts';

/** At most this many days of one identity count for a code: one busy robot must not make it ordinary for people. */
const OWN_DAYS_MAX = 5;

/** What many identities do together, in identity-days. */
export interface Level {
  /** By class: active days. */
  readonly days: Map<string, number>;
  /** By class and code: days that have it. */
  readonly codes: Map<string, number>;
}

/** Counts over all identities of an account. */
export interface AccountLevels extends Level {
  /** By group of peers. */
  readonly peers: ReadonlyMap<string, Level>;
  /** By class, kind and value of a circumstance: days that have it. */
  readonly values: ReadonlyMap<string, number>;
  /** By class and kind: days that brought a value that was new to its identity. */
  readonly newValues: ReadonlyMap<string, number>;
}

export function emptyLevel(): Level {
  return { days: new Map(), codes: new Map() };
}

/** The class whose rates hold for a code: `tool` where a tool acts, on anybody's behalf. */
export function classOfCode(code: string, identityClass: string): string {
  return parseCode(code).isTool ? 'tool' : identityClass;
}

/** The class of an identity: `tool` when tools act for it on most of its days, unless it is root or a person signed in. */
export function classAsOf({ class: own, days, toolDays }: IdentityHistory, mask: DaySet): string {
  return own !== 'root' && own !== 'signed-in' && countDays(toolDays, mask) * 2 > countDays(days, mask) ? 'tool' : own;
}

/**
 * What the identities of an account did in the window that ends with a day: later days make no difference.
 *
 * @param until days since the epoch
 */
export function accountLevels({ identities }: AccountHistory, until: number): AccountLevels {
  const mask = daysUntil(until);
  const all = emptyLevel();
  const peers = new Map<string, Level>();
  const values = new Map<string, number>();
  const newValues = new Map<string, number>();
  for (const history of identities.values()) {
    const itsClass = classAsOf(history, mask);
    const active = countDays(history.days, mask);
    if (active === 0) continue;
    const group = peers.get(history.peers) ?? emptyLevel();
    peers.set(history.peers, group);
    for (const level of [all, group]) {
      add(level.days, itsClass, active);
      if (itsClass !== 'tool') add(level.days, 'tool', countDays(history.toolDays, mask));
      for (const [code, { days }] of history.codes)
        add(level.codes, `${classOfCode(code, itsClass)} ${code}`, Math.min(OWN_DAYS_MAX, countDays(days, mask)));
    }
    for (const [kind, seen] of history.values)
      for (const [value, { days, first }] of seen) {
        add(values, `${itsClass} ${kind} ${value}`, countDays(days, mask));
        if (first > history.first && first <= until) add(newValues, `${itsClass} ${kind}`, 1);
      }
  }
  return { ...all, peers, values, newValues };
}

/** Adds a level to one that covers more. */
export function addLevel(to: Level, { days, codes }: Level): void {
  for (const [name, count] of days) add(to.days, name, count);
  for (const [name, count] of codes) add(to.codes, name, count);
}

function add(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}
