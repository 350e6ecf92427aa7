import type { Fact } from '#services/model/inventory.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** A fact without the place, which the record tells, and how it was learned. */
export type Taught = Pick<Fact, 'member' | 'alias' | 'since' | 'details'>;

/** What records of one call teach of resources: its reply tells what was made. */
export interface Lesson {
  readonly service: string;
  /** `eventName`s, as CloudTrail writes them: some with a version. */
  readonly calls: readonly string[];
  /** A member without which a record teaches nothing, and where it stands. */
  readonly member: readonly [name: string, within: 'requestParameters' | 'responseElements'];
  /** Asked of calls that succeeded. Whatever is missing or odd teaches nothing. */
  learn(record: CloudTrailRecord): readonly Taught[];
}
