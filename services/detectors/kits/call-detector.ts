import type { Detector } from '#services/model/detector.ts';
import type { CloudTrailFields, CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

type OfCalls = Detector<CloudTrailRecord, CloudTrailFields, Record<never, never>, Record<never, never>>;

/** The members that a detector of calls states itself where a kit function makes the question. */
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
