import { anomalyIn, type Anomaly } from '#services/model/anomaly.ts';
import { counted } from '#services/model/numbers.ts';

/** What was judged of the day that a finding is about. */
export function anomalyOf(tallies: object): Anomaly | undefined {
  return anomalyIn('judgement' in tallies ? tallies.judgement : undefined);
}

/** @param did what somebody did, as the beginning of a sentence: `User alice read secrets in cluster prod` */
export function anomalySentences(did: string, tallies: object): string {
  const anomaly = anomalyOf(tallies);
  if (anomaly === undefined) return `${did}, which is out of the ordinary.`;
  const { bits, threshold, day, parts, activeDays, ordinary } = anomaly;
  const known = activeDays === 0 ? 'nothing is known of it yet' : `${counted(activeDays, 'active day')} of it known`;
  return `${did} on ${day}, which is out of the ordinary (${bits.toFixed(1)} bits, told of from ${threshold.toFixed(1)} on, ${known}). ${parts.map(({ words }) => words).join('; ')}. ${ordinary}`;
}

/** What every analyst does about a day that is out of the ordinary, after asking who did it. */
export const READ_THE_PARTS =
  'Read the parts of the score: vedette explain with the id of the finding shows each, and what would have made it ordinary.';
