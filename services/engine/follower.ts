import assert from 'node:assert/strict';
import type { AnyDetector, Caller } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Grouping } from './grouping.ts';
import type { Hop } from './lineage.ts';
import type { Question } from './question.ts';

/**
 * Takes records of calls that issue keys. There are many such records, so each is taken once for all questions that
 * follow callers over the same hops.
 */
export class Follower {
  /** The question of the dispatch: whether a record may be a hop. */
  readonly question: Question;
  /** The questions that follow callers. */
  readonly groupings: readonly Grouping[];
  readonly #hops: NonNullable<AnyDetector['hops']>;
  #last: Caller | undefined;

  constructor(groupings: readonly Grouping[]) {
    const question = groupings[0]?.question;
    const hops = question?.detector.hops;
    assert(question !== undefined && hops !== undefined, 'A follower is made for questions that follow hops.');
    const { and: _and, by: _by, where: _where, ...detector } = question.detector;
    this.question = { ...question, variantOf: undefined, detector: { ...detector, ...pick(hops) } };
    this.groupings = groupings;
    this.#hops = hops;
  }

  /** The hop that a record is; undefined when it is not one to follow. */
  hopOf(record: LogRecord): Hop | undefined {
    const issued = this.#hops.issuedBy(record, this.question.look);
    if (issued === undefined) return undefined;
    if (this.#last === undefined || !this.#hops.isBy(record, this.#last)) this.#last = this.#hops.callerOf(record);
    return { issuer: this.#last, issued };
  }
}

function pick({ from, where }: NonNullable<AnyDetector['hops']>): Pick<AnyDetector, 'from' | 'where'> {
  return where === undefined ? { from } : { from, where };
}
