import type { Frequency } from '#services/model/anomaly.ts';
import type { Judging } from '#services/model/behaviour.ts';
import type { JsonObject } from '#services/model/subject.ts';
import type { Count } from './rate.ts';
import type { DayScore, ScoredAct } from './score.ts';

/** How often what a finding names was seen before, at the two levels that GuardDuty tells of. */
export function frequenciesOf(judging: Judging, score: DayScore, named: readonly ScoredAct[]): readonly Frequency[] {
  const all: (Omit<Frequency, 'values'> & { readonly value: string })[] = [];
  for (const { code, counts } of named)
    for (const [level, of] of [
      ['identity', 'UserIdentity'],
      ['account', 'Account'],
    ] as const) {
      const count = counts.find((each) => each.level === level);
      const frequency = count === undefined ? 'UNSEEN' : frequencyOf(count);
      for (const [things, value] of Object.entries(judging.names(code))) all.push({ of, things, frequency, value });
    }
  for (const { part, about } of score.day) {
    const things = judging.circumstances[part]?.guardduty;
    if (things !== undefined)
      for (const value of about) all.push({ of: 'UserIdentity', things, frequency: 'UNSEEN', value });
  }
  const groups = Map.groupBy(all, ({ of, things, frequency }) => `${of} ${things} ${frequency}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { of, things, frequency } = first;
    return [{ of, things, frequency, values: [...new Set(group.map(({ value }) => value))].toSorted() }];
  });
}

/** How often something was seen, as GuardDuty calls it ("Anomaly-based findings"). */
function frequencyOf({ n, of }: Pick<Count, 'n' | 'of'>): Frequency['frequency'] {
  if (n === 0) return 'UNSEEN';
  if (n * 7 >= of) return 'FREQUENT';
  return n * 15 >= of ? 'INFREQUENT' : 'RARE';
}

/** The same as the texts that GuardDuty's findings have in `additionalInfo`. */
export function behaviourTexts(frequencies: readonly Frequency[]): JsonObject {
  const unusual = frequencies.filter(({ frequency }) => frequency === 'UNSEEN');
  const profiled = frequencies.filter(({ frequency }) => frequency !== 'UNSEEN');
  return {
    profiledBehavior: texts(profiled, (frequency) => `${frequency.toLowerCase()}Profiled`),
    unusualBehavior: { ...texts(unusual, () => 'unusual'), isUnusualUserIdentity: 'false' },
  };
}

function texts(rows: readonly Frequency[], beginning: (frequency: string) => string): Record<string, string> {
  return Object.fromEntries(
    rows.map(({ of, things, frequency, values }) => [
      `${beginning(frequency)}${things}${of}Profiling`,
      values.join(' , '),
    ]),
  );
}
