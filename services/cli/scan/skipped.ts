import { describeSaturation } from '#services/engine/saturation.ts';
import type { Work } from '#services/engine/work.ts';
import { counted } from '#services/model/numbers.ts';

/** What detection skipped, one line for each detector and reason: how much, and what to do about it. */
export function skipped(work: Work): readonly string[] {
  const { bounds, trustedSkipped } = work;
  const byType = Map.groupBy(work.saturation(), ({ type }) => type);
  return [
    ...[...byType].flatMap(([type, parts]) => {
      const groupOverflow = sum(parts.map((part) => part.groupOverflow));
      const deduplicationOverflow = sum(parts.map((part) => part.deduplicationOverflow));
      const nameless = sum(parts.map((part) => part.nameless));
      return describeSaturation({ type, groupOverflow, nameless, deduplicationOverflow }, bounds);
    }),
    ...(trustedSkipped > 0
      ? [
          `${counted(trustedSkipped, 'record')} left aside: a trusted list names the other end. Take it off to hear of them.`,
        ]
      : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
