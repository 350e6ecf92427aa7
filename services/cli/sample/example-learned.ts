import { LAG_DAYS } from '#services/behaviour/before.ts';
import { daysUntil } from '#services/behaviour/day-set.ts';
import { AccountHistory } from '#services/behaviour/history.ts';
import { LearnedBehaviour, nothingLearned } from '#services/behaviour/learned-behaviour.ts';
import { accountLevels, addLevel, emptyLevel } from '#services/behaviour/levels.ts';
import type { Work } from '#services/engine/work.ts';
import type { Learned } from '#services/model/behaviour.ts';
import type { Example } from '#services/model/detector.ts';

/**
 * What an example's days are judged by: nothing, or what was watched before.
 *
 * @param watch steps an example through an engine
 */
export function exampleLearned(example: Example, watch: (example: Example) => Work): Learned | undefined {
  const { learned } = example;
  if (learned === undefined) return undefined;
  if (learned === 'nothing') return nothingLearned();
  const histories = new Map<string, AccountHistory>();
  for (const { profile, identities } of watch({ ...example, records: learned.records }).behaviours.windows())
    for (const acts of identities.values()) {
      const key = `${profile.name} ${acts.accountId}`;
      const history = histories.get(key) ?? new AccountHistory(acts.accountId);
      histories.set(key, history);
      for (let back = learned.days - 1; back >= 0; back--) history.learn({ ...acts, day: acts.day - LAG_DAYS - back });
    }
  return new LearnedBehaviour({
    version: 'example',
    history: ({ name }, accountId) => histories.get(`${name} ${accountId}`),
    organization({ name }, day) {
      const level = emptyLevel();
      for (const [key, history] of histories)
        if (key.startsWith(`${name} `)) addLevel(level, accountLevels(history, daysUntil(day - LAG_DAYS)));
      return level;
    },
    thresholds: ({ judging: { thresholds } }) => thresholds,
  });
}
