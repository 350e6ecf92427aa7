import type { Fact } from '#services/model/inventory.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** A fact without its account and Region, which the record has, and without how it was learned. */
export type Taught = Pick<Fact, 'member' | 'alias' | 'since' | 'details'>;

/** The facts that records of one call teach about resources: the reply describes the result. */
export interface Lesson {
  readonly service: string;
  /** `eventName`s, as CloudTrail writes them: some with a version. */
  readonly calls: readonly string[];
  /** A member that a record must have to teach anything, and its place. */
  readonly member: readonly [name: string, within: 'requestParameters' | 'responseElements'];
  /** Called for calls that succeeded. A missing or odd value teaches nothing. */
  learn(record: CloudTrailRecord): readonly Taught[];
}
