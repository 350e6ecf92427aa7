import { describeSaturation } from '#services/engine/saturation.ts';
import type { Work } from '#services/engine/work.ts';
import { counted } from '#services/model/numbers.ts';

/** What detection knowingly left out, a line for each detector and reason: how much, and what to do about it. */
export function leftOut(work: Work): readonly string[] {
  const { bounds, silenced } = work;
  const byType = Map.groupBy(work.saturation(), ({ type }) => type);
  return [
    ...[...byType].flatMap(([type, parts]) => {
      const refused = sum(parts.map((part) => part.refused));
      const untold = sum(parts.map((part) => part.untold));
      const nameless = sum(parts.map((part) => part.nameless));
      return describeSaturation({ type, refused, nameless, untold }, bounds);
    }),
    ...(silenced > 0
      ? [`${counted(silenced, 'record')} left aside: a trusted list names the other end. Take it off to hear of them.`]
      : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
