import type { ActsOfDay, CircumstanceWeight, Judging, Volume } from '#services/model/behaviour.ts';
import { parseCode } from './act-code.ts';
import type { IdentityBefore } from './before.ts';
import { BIT, bitsOf, tailBits, type Bits } from './bits.ts';
import { expectedRate, type Count } from './rate.ts';

/** One act of a day, and how telling it is. */
export interface ScoredAct {
  readonly code: string;
  readonly tactic: string;
  readonly attacks: number;
  readonly expected: number;
  readonly counts: readonly Count[];
  readonly apart: boolean;
  readonly api: Bits;
  readonly volume: Bits;
  readonly targets: number;
  /** The most targets of any known day, not counting the first. */
  readonly most: number;
}

/** A part of a score that is not about a single act. */
export interface DayPart {
  /** `breadth`, `denied`, or a kind of circumstance. */
  readonly part: string;
  readonly bits: Bits;
  /** The codes or values that the part is about: new or denied ones. */
  readonly about: readonly string[];
  /** How often the identity had it before: new codes, days with denials by code, or days with a new value. */
  readonly before: number;
}

export interface DayScore {
  readonly identity: IdentityBefore;
  /** By tactic, the most telling first. */
  readonly acts: ReadonlyMap<string, readonly ScoredAct[]>;
  readonly day: readonly DayPart[];
}

const API_MAX = 9 * BIT;
const VOLUME_MAX = 5 * BIT;
/** The bits of about eight targets where nothing is known. */
const VOLUME_TELLS = BIT;

export function scoreDay(acts: ActsOfDay, identity: IdentityBefore): DayScore {
  const { judging } = acts.profile;
  const scored: ScoredAct[] = [];
  const fresh: string[] = [];
  const denied: string[] = [];
  const renewal = renewalOf(judging, identity);
  for (const [code, { size, apart }] of acts.acts) {
    const { tactic, attacks, days, volume: counted } = judging.rates(code, identity.class);
    const call = parseCode(code);
    const known = identity.counts(code);
    const isNew = identity.daysOf(code) === 0;
    const expected = Math.max(
      expectedRate(days, known),
      call.outcome === 'success' ? 0 : failing(code, identity),
      renewal,
    );
    if (isNew && expected < 0.1 && (!call.isTool || identity.class === 'tool')) fresh.push(code);
    if (call.outcome === 'denied') denied.push(code);
    if (tactic === undefined) continue;
    const things = Math.min(size, counted?.most ?? 0);
    const before = identity.targets(code);
    const volume = counted === undefined ? 0 : volumeBits(things, counted, before);
    // A refused act did no harm, and in a new account nobody knows yet what is refused there every day. But ordinary
    // callers are not refused many things in a row.
    const isMoot =
      identity.isInFirstWeek &&
      call.outcome !== 'success' &&
      judging.tactics[tactic] !== 'looks' &&
      volume < VOLUME_TELLS;
    if (isMoot) continue;
    const api = Math.min(API_MAX, bitsOf(attacks / expected));
    scored.push({
      code,
      tactic,
      attacks,
      expected,
      counts: known,
      apart,
      api,
      volume,
      targets: things,
      most: before.most,
    });
  }
  scored.sort((a, b) => b.api + b.volume - a.api - a.volume || (a.code < b.code ? -1 : 1));
  return {
    identity,
    acts: Map.groupBy(scored, ({ tactic }) => tactic),
    day: [
      breadth(fresh.toSorted(), judging, identity),
      deniedPart(denied.toSorted(), judging, identity),
      ...Object.entries(judging.circumstances).map(([kind, weight]) => circumstancePart(kind, weight, acts, identity)),
    ].filter(({ bits }) => bits > 0),
  };
}

/** The share of days with a new code: no act is expected on fewer. For young identities, at least the profile's. */
function renewalOf({ renewal }: Judging, { active, newCodeDays, isYoung }: IdentityBefore): number {
  if (renewal === undefined) return 0;
  const own = (newCodeDays + 3 * renewal) / (active + 3);
  return isYoung ? Math.max(own, renewal) : own;
}

/** The share of days on which an act fails or is denied: an identity that does something daily also fails at it. */
function failing(code: string, identity: IdentityBefore): number {
  const succeeding = code.replace(/!(denied|failed)/, '');
  return (0.1 * identity.daysOf(succeeding)) / (identity.active + 2);
}

/** How telling the number of an act's targets is. @param known targets of earlier days */
export function volumeBits(
  things: number,
  { usual, spread }: Volume,
  known: ReturnType<IdentityBefore['targets']>,
): Bits {
  if (things <= 2) return 0;
  if (spread === 'even') {
    const expected = (known.more + 2 * usual) / (known.days + 2);
    return within(tailBits(things - 1, expected) - 1.5 * BIT, VOLUME_MAX);
  }
  return within(wideBits(things - 1, Math.max(usual, known.most)), WIDE_MAX);
}

const WIDE_MAX = 12 * BIT;
/** Days differ by powers of two: each doubling beyond the largest known day counts this many bits. */
const WIDE_SLOPE = 1.5;

function wideBits(number: number, most: number): Bits {
  return Math.floor(WIDE_SLOPE * bitsOf(number / most)) - BIT;
}

const BREADTH_MAX = 6 * BIT;

function breadth(fresh: readonly string[], { newActs, newActsSpread }: Judging, identity: IdentityBefore): DayPart {
  const [first, later] = newActs[identity.class] ?? newActs.person;
  const { active, newCodes } = identity;
  const young = active < 3 ? (first + 2 * later) / 3 : later;
  const bits = (): Bits => {
    if (newActsSpread === 'wide')
      return wideBits(fresh.length, Math.max(active === 0 ? first : young, identity.mostNewCodes));
    const expected = active === 0 ? first : (newCodes + 3 * young) / (active + 3);
    return tailBits(fresh.length, Math.max(expected, 0.3)) - BIT;
  };
  return {
    part: 'breadth',
    bits: fresh.length === 0 ? 0 : within(bits(), BREADTH_MAX),
    about: fresh,
    before: newCodes,
  };
}

function deniedPart(denied: readonly string[], { refused }: Judging, identity: IdentityBefore): DayPart {
  const { active, deniedDays } = identity;
  const expected = (deniedDays + 2 * (refused[identity.class] ?? refused.person)) / (active + 2);
  // In a new account nobody knows yet what the console and tools are refused every day.
  const isMoot = denied.length === 0 || identity.isInFirstWeek;
  const bits = isMoot ? 0 : tailBits(denied.length, Math.max(expected, 0.15)) - 1.5 * BIT;
  return { part: 'denied', bits: within(bits, 6 * BIT), about: denied, before: deniedDays };
}

function circumstancePart(
  kind: string,
  { attacks, usual, most }: CircumstanceWeight,
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
    bits: within(bitsOf(attacks / ((before + 3 * renewal) / (active + 3))), most),
    about: fresh,
    before,
  };
}

function within(bits: Bits, max: Bits): Bits {
  return Math.max(0, Math.min(max, bits));
}
