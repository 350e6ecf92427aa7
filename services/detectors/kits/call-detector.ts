import type { Detector } from '#services/model/detector.ts';
import type { CloudTrailFields, CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

type OfCalls = Detector<CloudTrailRecord, CloudTrailFields, Record<never, never>, Record<never, never>>;

/** What a detector of calls says for itself when a maker makes the question. */
export type CallDetector<More extends keyof OfCalls = never> = Pick<
  OfCalls,
  | 'type'
  | 'title'
  | 'why'
  | 'asks'
  | 'attack'
  | 'asff'
  | 'blindTo'
  | 'falsePositives'
  | 'respond'
  | 'references'
  | 'examples'
  | More
>;
