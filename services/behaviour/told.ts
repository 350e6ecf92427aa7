import type { Frequency } from '#services/model/anomaly.ts';
import type { ActsOfDay, Judging } from '#services/model/behaviour.ts';
import type { Json, JsonObject } from '#services/model/subject.ts';
import { counted, number } from '#services/model/numbers.ts';
import { isoDay } from '#services/model/time.ts';
import { BIT, bitsText, type Bits } from './bits.ts';
import { parseCode } from './act-code.ts';
import { behaviourTexts, frequenciesOf } from './frequencies.ts';
import { nearestEvent } from './nearest.ts';
import { enoughDays } from './ordinary.ts';
import type { Count, LevelName } from './rate.ts';
import type { DayPart, DayScore, ScoredAct } from './score.ts';
import type { TacticScore } from './sum.ts';

export interface Telling {
  readonly acts: ActsOfDay;
  readonly tactic: string;
  readonly score: DayScore;
  readonly sum: TacticScore;
  readonly threshold: Bits;
}

/** At most this many acts are named in a finding; further acts only add to its score. */
const NAMED_MAX = 12;

export function namedActs({ best, rest }: TacticScore): readonly ScoredAct[] {
  return [best, ...rest].slice(0, NAMED_MAX);
}

/**
 * What a finding says of a day: the score and each of its parts, in words and in numbers, and beside them the members
 * that GuardDuty's findings of these types have in `additionalInfo`.
 */
export function told(telling: Telling): JsonObject {
  const { acts, score, sum, threshold } = telling;
  const { judging } = acts.profile;
  const { window } = score.identity.before;
  const nearest = nearestEvent(acts, score.identity, sum.best);
  const frequencies = frequenciesOf(judging, score, namedActs(sum));
  return {
    anomaly: {
      bits: sum.total / BIT,
      threshold: threshold / BIT,
      day: isoDay(acts.day),
      ...(judging.tellsOf === 'peers' && { identity: acts.identity }),
      rates: judging.version,
      activeDays: score.identity.active,
      ...(window && { window: { from: isoDay(window.from), until: isoDay(window.until) } }),
      parts: partsOf(telling),
      ...(nearest && { nearest }),
      ordinary: enoughDays(telling),
      frequencies: frequencies.map((each) => ({ ...each })),
    },
    ...guardDutyMembers(acts, frequencies, namedActs(sum)),
  };
}

function partsOf(telling: Telling): readonly Json[] {
  const { acts, sum, tactic } = telling;
  const { best, rest, restBits, day, chain, chainBits } = sum;
  return [
    actPart(best, best.api, acts.profile.judging),
    ...(best.volume > 0 ? [part('volume', best.volume, saidVolume(best, telling))] : []),
    ...(restBits > 0
      ? [
          {
            ...part(
              'rest',
              restBits,
              `${counted(rest.length, 'more act')} of ${tactic}: ${listed(rest.map(({ code }) => code))}`,
            ),
            about: rest.slice(0, NAMED_MAX).map(({ code }) => code),
          },
        ]
      : []),
    ...day.map((each) => dayPart(each, acts.profile.judging)),
    ...(chainBits > 0 ? [part('chain', chainBits, `also on the same day: ${listed(chain)}`)] : []),
  ];
}

function saidVolume(best: ScoredAct, { acts, score: { identity } }: Telling): string {
  const { rates } = acts.profile.judging;
  const say = rates(best.code, identity.class).volume?.say;
  if (say === undefined) return `${best.code} on ${thingsOf(best, acts)} different targets`;
  const whose = identity.isYoung
    ? `day of its ${acts.profile.judging.words.peers}`
    : `of its ${counted(identity.active, 'earlier active day')}`;
  const known = best.most === 0 ? `none on any ${whose}` : `at most ${say(best.most)} on any ${whose}`;
  return `${best.code}: ${say(best.targets)} within a day; ${known}`;
}

function thingsOf({ code, targets }: ScoredAct, { profile, class: its }: ActsOfDay): string {
  const { volume } = profile.judging.rates(code, its);
  return targets === volume?.most ? `${targets} or more` : String(targets);
}

function actPart({ code, attacks, expected, counts }: ScoredAct, bits: Bits, { words: { peers } }: Judging): Json {
  const known = counts.filter(({ of }) => of > 0).toReversed();
  const where = known
    .map(
      (count) =>
        `on ${count.n} of ${count.of} active days of ${count.level === 'peers' ? `its ${peers}` : LEVELS[count.level]}`,
    )
    .join('; ');
  const said = `${code}: seen in 1 of ${number(ratio(attacks))} attacks, expected here on 1 of ${number(ratio(expected))} days (${where || 'nothing is known here yet, so the shipped rate applies'})`;
  return {
    ...part('api', bits, said),
    code,
    attacks,
    expected,
    level: decidingLevel(counts),
    counts: Object.fromEntries(counts.map(({ level, n, of }) => [level, [n, of]])),
  };
}

const LEVELS: Readonly<Record<Exclude<LevelName, 'peers'>, string>> = {
  identity: 'its own',
  account: 'the account',
  organization: 'the organization',
};

/** The nearest level at which anything is known. */
function decidingLevel(counts: readonly Count[]): string {
  return counts.findLast(({ of }) => of > 0)?.level ?? 'shipped';
}

function dayPart({ part: name, bits, about, before }: DayPart, { words, circumstances }: Judging): Json {
  return { ...part(name, bits, saying()), about: about.slice(0, NAMED_MAX), before };

  function saying(): string {
    const things = `${about.length} ${words.acts}`;
    if (name === 'breadth') return `${things} that it never ${words.made} before: ${listed(about)}`;
    if (name === 'denied') return `${things} were denied: ${listed(about)}; ${before} on all its earlier days`;
    const kind = circumstances[name]?.name ?? name;
    return `${kind} ${listed(about)} is new to it and to similar identities; a new one appeared on ${before} of its earlier days`;
  }
}

function part(name: string, bits: Bits, words: string): JsonObject {
  return { part: name, bits: bits / BIT, words: `${bitsText(bits)}: ${words}` };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_MAX).join(', ');
  return names.length > NAMED_MAX ? `${shown} and ${names.length - NAMED_MAX} more` : shown;
}

function ratio(rate: number): number {
  const days = 1 / rate;
  return days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
}

function guardDutyMembers(
  { circumstances, profile }: ActsOfDay,
  frequencies: readonly Frequency[],
  named: readonly ScoredAct[],
): JsonObject {
  const [client] = [...(circumstances.get('client') ?? [])].toSorted();
  return {
    ...(client !== undefined && { userAgent: { fullUserAgent: client, userAgentCategory: client } }),
    anomalies: { anomalousAPIs: anomalousApis(profile.judging, named) },
    ...behaviourTexts(frequencies),
  };
}

/** `iam:[CreateUser:success , CreateAccessKey:AccessDenied]`, as GuardDuty writes it. */
function anomalousApis({ names }: Judging, named: readonly ScoredAct[]): string {
  const calls = named.map(({ code }) => ({ ...parseCode(code), api: names(code)['APIs'] ?? code }));
  return [...Map.groupBy(calls, ({ name }) => /^([^:]*):/.exec(name)?.[1])]
    .map(([service, its]) => {
      const all = [...new Set(its.map(({ api, outcome }) => `${api}:${outcome}`))].join(' , ');
      return service === undefined ? all : `${service}:[${all}]`;
    })
    .join(' , ');
}
