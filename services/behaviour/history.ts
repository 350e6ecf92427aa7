import type { ActsOfDay, IdentityKind } from '#services/model/behaviour.ts';
import type { Json } from '#services/model/subject.ts';
import { parseCode } from './act-code.ts';
import { addDay, countDays, DAYS, daysUntil, emptyDays, keepDays, type DaySet } from './day-set.ts';

/** Identities remembered per account; the one that was idle longest is dropped first. */
const IDENTITIES_MAX = 2000;
/** Codes remembered per identity. */
const CODES_MAX = 512;
/** Values remembered per identity and kind of circumstance. */
const VALUES_MAX = 64;
/** Days of alerts that a calibration looks at. */
export const ALERT_DAYS = 28;
/** Raised when the shape of the stored state changes. */
const VERSION = 1;

/** When something was done. */
export interface Known {
  /** Days since the epoch: the first ever, and the last. */
  first: number;
  last: number;
  readonly days: DaySet;
}

/** When an act was done, and by day how many targets beyond the first. */
export interface KnownCode extends Known {
  readonly more: Map<number, number>;
}

/** The last day that was out of the ordinary, and how much: half bits. */
export interface LastAlert {
  readonly day: number;
  readonly half: number;
}

/** Everything that is remembered of one identity. */
export interface IdentityHistory extends IdentityKind, Known {
  /** By tactic, the last day that was out of the ordinary: a deviation that continues counts as one alert. */
  readonly told: Map<string, LastAlert>;
  /** Days on which a tool acted for it. */
  readonly toolDays: DaySet;
  readonly codes: Map<string, KnownCode>;
  /** When values of circumstances were met, by kind, then value. */
  readonly values: Map<string, Map<string, Known>>;
}

/** What is remembered of the identities of one account, in day sets. Learning a day again changes nothing. */
export class AccountHistory {
  readonly accountId: string;
  readonly identities = new Map<string, IdentityHistory>();
  /** The first day that was learned; undefined before. */
  first: number | undefined;
  /** The last day that was learned, or that room was made for. */
  last: number | undefined;
  /** By day, then by half bits: how many new alerts scored so much. */
  readonly alerts = new Map<number, Map<number, number>>();
  /** Rows that there was no room for. */
  dropped = 0;

  constructor(accountId: string) {
    this.accountId = accountId;
  }

  /** Learns a day of an identity. A day that is older than can be remembered teaches nothing. */
  learn(acts: ActsOfDay): void {
    const { day } = acts;
    this.advance(day);
    if (this.last !== undefined && day <= this.last - DAYS) return;
    this.first = Math.min(this.first ?? day, day);
    const known = this.identities.get(acts.identity);
    const history: IdentityHistory = known ?? {
      ...newKnown(day),
      class: acts.class,
      peers: acts.peers,
      told: new Map(),
      toolDays: emptyDays(),
      codes: new Map(),
      values: new Map(),
    };
    if (known === undefined) this.identities.set(acts.identity, history);
    mark(history, day);
    for (const [code, { size }] of acts.acts) {
      const its = history.codes.get(code) ?? { ...newKnown(day), more: new Map<number, number>() };
      history.codes.set(code, its);
      mark(its, day);
      const { volume } = acts.profile.judging.rates(code, acts.class);
      if (size > 1 && volume !== undefined) its.more.set(day, Math.min(size, volume.most) - 1);
      if (parseCode(code).isTool) addDay(history.toolDays, day);
    }
    for (const [kind, values] of acts.circumstances) {
      const seen = history.values.get(kind) ?? new Map<string, Known>();
      history.values.set(kind, seen);
      for (const value of values) {
        const its = seen.get(value) ?? newKnown(day);
        seen.set(value, its);
        mark(its, day);
      }
      this.dropped += bound(seen, VALUES_MAX);
    }
    this.dropped += bound(history.codes, CODES_MAX) + bound(this.identities, IDENTITIES_MAX);
  }

  /** Makes room for the days until `day`: forgets the days whose bits they take. */
  advance(day: number): void {
    const { last } = this;
    if (last !== undefined && day <= last) return;
    this.last = day;
    if (last === undefined) return;
    for (const old of this.alerts.keys()) if (old <= day - ALERT_DAYS) this.alerts.delete(old);
    const kept = daysUntil(last, Math.max(0, DAYS - (day - last)));
    for (const [id, identity] of this.identities) {
      keepDays(identity.days, kept);
      keepDays(identity.toolDays, kept);
      if (countDays(identity.days, kept) === 0) {
        this.identities.delete(id);
        continue;
      }
      forget(identity.codes, kept);
      for (const code of identity.codes.values())
        for (const old of code.more.keys()) if (old <= day - DAYS) code.more.delete(old);
      for (const values of identity.values.values()) forget(values, kept);
    }
  }

  encode(): Json {
    return {
      version: VERSION,
      first: this.first ?? null,
      last: this.last ?? null,
      dropped: this.dropped,
      alerts: [...this.alerts].map(([day, counts]) => [day, [...counts].flat()]),
      identities: [...this.identities].map(([id, { toolDays, codes, values, told, ...identity }]) => [
        id,
        identity.class,
        identity.peers,
        encodeKnown(identity),
        Array.from(told, ([tactic, { day, half }]) => [tactic, day, half]),
        [toolDays.low, toolDays.high],
        [...codes].map(([code, its]) => [code, encodeKnown(its), [...its.more].flat()]),
        [...values].map(([kind, seen]) => [kind, ...[...seen].map(([value, its]) => [value, encodeKnown(its)])]),
      ]),
    };
  }
}

function newKnown(day: number): Known {
  return { first: day, last: day, days: emptyDays() };
}

function mark(known: Known, day: number): void {
  addDay(known.days, day);
  known.first = Math.min(known.first, day);
  known.last = Math.max(known.last, day);
}

function forget(rows: Map<string, Known>, kept: DaySet): void {
  for (const [name, { days }] of rows) {
    keepDays(days, kept);
    if (countDays(days, kept) === 0) rows.delete(name);
  }
}

/** Drops the rows that were idle longest; among equals, the last by name. @returns how many */
function bound(rows: Map<string, Pick<Known, 'last'>>, max: number): number {
  const over = rows.size - max;
  if (over <= 0) return 0;
  const idle = [...rows].toSorted(([a, { last }], [b, { last: other }]) => last - other || (a < b ? 1 : -1));
  for (const [name] of idle.slice(0, over)) rows.delete(name);
  return over;
}

function encodeKnown({ first, last, days }: Known): Json {
  return [first, last, days.low, days.high];
}
