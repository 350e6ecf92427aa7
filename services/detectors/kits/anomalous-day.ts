import { anomalyIn, type Anomaly } from '#services/model/anomaly.ts';
import { counted } from '#services/model/numbers.ts';

/** Shared texts of detectors of anomalous days. */

/** A step of the response to every such finding. */
export const READ_THE_PARTS =
  'Read how the score was made: `vedette explain` with the id of the finding lists each part, and what would have made the day ordinary.';

/** The judgement of the day that a finding is about. */
export function anomalyOf(tallies: object): Anomaly | undefined {
  return anomalyIn('judgement' in tallies ? tallies.judgement : undefined);
}

/**
 * Says what was done on a day, how far it is from what is known, and why.
 * @param did the beginning of the sentence: `User alice made calls`
 */
export function sayDay(did: string, tallies: object): string {
  const anomaly = anomalyOf(tallies);
  if (anomaly === undefined) return `${did} that are out of the ordinary.`;
  const { bits, threshold, day, identity, parts, activeDays, ordinary } = anomaly;
  const known =
    activeDays === 0 ? 'nothing is known about the identity yet' : `${counted(activeDays, 'active day')} known`;
  return `${did} on ${day} that are out of the ordinary (${identity === undefined ? '' : `${identity}: `}score ${bits.toFixed(1)} bits, threshold ${threshold.toFixed(1)}, ${known}). ${parts.map(({ words }) => words).join('; ')}. ${ordinary}`;
}
