import { describeSaturation, type Saturation } from '#services/engine/saturation.ts';
import type { Work } from '#services/engine/work.ts';
import { counted } from '#services/model/numbers.ts';

/** What detection skipped in other threads. */
export interface SkippedByOthers {
  readonly trustedSkipped: number;
  readonly saturation: readonly Saturation[];
}

const NOTHING: SkippedByOthers = { trustedSkipped: 0, saturation: [] };

/** What detection left out on purpose, a line for each detector and reason: how much, and what to do about it. */
export function skipped(work: Work, byOthers: SkippedByOthers = NOTHING): readonly string[] {
  const { bounds } = work;
  const trustedSkipped = work.trustedSkipped + byOthers.trustedSkipped;
  const byType = Map.groupBy([...work.saturation(), ...byOthers.saturation], ({ type }) => type);
  return [
    ...[...byType].flatMap(([type, parts]) => {
      const groupOverflow = sum(parts.map((part) => part.groupOverflow));
      const deduplicationOverflow = sum(parts.map((part) => part.deduplicationOverflow));
      const nameless = sum(parts.map((part) => part.nameless));
      return describeSaturation({ type, groupOverflow, nameless, deduplicationOverflow }, bounds);
    }),
    ...(trustedSkipped > 0
      ? [
          `${counted(trustedSkipped, 'record')} skipped because the remote address is on a trusted list. Without that list they are examined.`,
        ]
      : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
