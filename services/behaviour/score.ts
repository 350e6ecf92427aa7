import type { ActsOfDay } from '#services/model/behaviour.ts';
import { TACTICS, type Tactic } from './apis/rates.ts';
import type { IdentityBefore } from './before.ts';
import { BIT, bitsOf, tailBits, type Bits } from './bits.ts';
import { callRates, parseCode } from './call-code.ts';
import { expectedRate, type Count } from './rate.ts';

/** One act of a day, and how telling it is. */
export interface ScoredAct {
  readonly code: string;
  readonly tactic: Tactic;
  readonly attacks: number;
  readonly expected: number;
  readonly counts: readonly Count[];
  readonly apart: boolean;
  readonly api: Bits;
  readonly volume: Bits;
  readonly targets: number;
}

/** A part of a score that is no act. */
export interface DayPart {
  readonly part: 'breadth' | 'denied' | 'network' | 'client' | 'region';
  readonly bits: Bits;
  /** What was new: codes or values. */
  readonly about: readonly string[];
  /** On how many of the identity's days there was something new of this kind before. */
  readonly before: number;
}

export interface DayScore {
  readonly identity: IdentityBefore;
  /** By tactic, the most telling first. */
  readonly acts: ReadonlyMap<Tactic, readonly ScoredAct[]>;
  readonly day: readonly DayPart[];
}

const API_MAX = 9 * BIT;
const VOLUME_MAX = 5 * BIT;
/** Some eight targets where nothing is known. */
const VOLUME_TELLS = BIT;

export function scoreDay(acts: ActsOfDay, identity: IdentityBefore): DayScore {
  const scored: ScoredAct[] = [];
  const fresh: string[] = [];
  const denied: string[] = [];
  for (const [code, { targets, apart }] of acts.acts) {
    const { tactic, attacks, days, counts } = callRates(code, identity.class);
    const call = parseCode(code);
    const known = identity.counts(code);
    const expected = Math.max(expectedRate(days, known), call.outcome === 'success' ? 0 : failing(code, identity));
    if (identity.daysOf(code) === 0 && expected < 0.1 && (!call.isTool || identity.class === 'tool')) fresh.push(code);
    if (call.outcome === 'denied') denied.push(code);
    if (tactic === undefined) continue;
    const volume = counts ? volumeBits(targets.size, code, identity) : 0;
    // What was refused did no harm, and in a new account nobody knows yet what is refused there every day; but nobody is
    // refused one thing after the other.
    const isMoot =
      identity.isInFirstWeek && call.outcome !== 'success' && tactic !== 'Discovery' && volume < VOLUME_TELLS;
    if (isMoot) continue;
    const api = Math.min(API_MAX, bitsOf(attacks / expected));
    scored.push({ code, tactic, attacks, expected, counts: known, apart, api, volume, targets: targets.size });
  }
  scored.sort((a, b) => b.api + b.volume - a.api - a.volume || (a.code < b.code ? -1 : 1));
  return {
    identity,
    acts: new Map(TACTICS.map((tactic) => [tactic, scored.filter((act) => act.tactic === tactic)])),
    day: [
      breadth(fresh.toSorted(), identity),
      deniedPart(denied.toSorted(), identity),
      ...CIRCUMSTANCES.map((circumstance) => circumstancePart(circumstance, acts, identity)),
    ].filter(({ bits }) => bits > 0),
  };
}

/** Who does something daily may fail at it. */
function failing(code: string, identity: IdentityBefore): number {
  const succeeding = code.replace(/!(denied|failed)/, '');
  return (0.1 * identity.daysOf(succeeding)) / (identity.active + 2);
}

/** Targets beyond the first that are to be expected of a day on which it is done. */
const TARGETS = { machine: 12, other: 3 };

function volumeBits(targets: number, code: string, identity: IdentityBefore): Bits {
  if (targets <= 2) return 0;
  const usual = identity.class === 'machine' ? TARGETS.machine : TARGETS.other;
  const { days, more } = identity.targets(code);
  return within(tailBits(targets - 1, (more + 2 * usual) / (days + 2)) - 1.5 * BIT, VOLUME_MAX);
}

/** New codes to be expected of a first day, and of a later one. */
const BREADTH: Readonly<Record<string, readonly [first: number, later: number]>> = {
  person: [8, 0.8],
  tool: [20, 1],
  machine: [2, 0.05],
  root: [25, 2],
};
const BREADTH_MAX = 6 * BIT;

function breadth(fresh: readonly string[], identity: IdentityBefore): DayPart {
  const [first, later] = BREADTH[identity.class] ?? [8, 0.8];
  const { active, newCodes } = identity;
  const young = active < 3 ? (first + 2 * later) / 3 : later;
  const expected = active === 0 ? first : (newCodes + 3 * young) / (active + 3);
  const bits = fresh.length === 0 ? 0 : tailBits(fresh.length, Math.max(expected, 0.3)) - BIT;
  return { part: 'breadth', bits: within(bits, BREADTH_MAX), about: fresh, before: newCodes };
}

const DENIED: Readonly<Record<string, number>> = { person: 0.5, tool: 0.4, machine: 0.2, root: 0.3 };

function deniedPart(denied: readonly string[], identity: IdentityBefore): DayPart {
  const { active, deniedDays } = identity;
  const expected = (deniedDays + 2 * (DENIED[identity.class] ?? 0.5)) / (active + 2);
  // In a new account nobody knows what the console and tools ask for and are refused every day.
  const isMoot = denied.length === 0 || identity.isInFirstWeek;
  const bits = isMoot ? 0 : tailBits(denied.length, Math.max(expected, 0.15)) - 1.5 * BIT;
  return { part: 'denied', bits: within(bits, 6 * BIT), about: denied, before: deniedDays };
}

interface Circumstance {
  readonly kind: 'network' | 'client' | 'region';
  /** The share of attacks that come with a new one. */
  readonly attacks: number;
  /** From which share of the class's days on a value is usual, and new to nobody. */
  readonly usual: number;
  readonly max: Bits;
}

const CIRCUMSTANCES: readonly Circumstance[] = [
  { kind: 'network', attacks: 0.8, usual: 0.02, max: 4 * BIT },
  { kind: 'client', attacks: 0.6, usual: 0.2, max: 3 * BIT },
  { kind: 'region', attacks: 0.3, usual: 0.2, max: 3 * BIT },
];

function circumstancePart(
  { kind, attacks, usual, max }: Circumstance,
  { circumstances }: ActsOfDay,
  identity: IdentityBefore,
): DayPart {
  const { active } = identity;
  const fresh = [...(circumstances.get(kind) ?? [])]
    .filter((value) => !identity.knows(kind, value) && identity.amongClass(kind, value).share < usual)
    .toSorted();
  const before = identity.newValues(kind);
  if (active === 0 || fresh.length === 0) return { part: kind, bits: 0, about: [], before };
  const { renewal } = identity.amongClass(kind, '');
  return {
    part: kind,
    bits: within(bitsOf(attacks / ((before + 3 * renewal) / (active + 3))), max),
    about: fresh,
    before,
  };
}

function within(bits: Bits, max: Bits): Bits {
  return Math.max(0, Math.min(max, bits));
}
