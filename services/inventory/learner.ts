import type { Batch, Column } from '#services/model/column.ts';
import { factRegion, type Fact } from '#services/model/inventory.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { ENDINGS, type Ending } from './endings.ts';
import type { Lesson } from './lesson.ts';
import { LESSONS } from './lessons/index.ts';

const BY_CALL: ReadonlyMap<unknown, Lesson> = new Map(
  LESSONS.flatMap((lesson) => lesson.calls.map((call) => [call, lesson] as const)),
);
const ENDING_BY_CALL: ReadonlyMap<unknown, Ending> = new Map(
  ENDINGS.flatMap((ending) => ending.calls.map((call) => [call, ending] as const)),
);

/** AWS's ids are shorter. */
const ALIAS_MAX = 512;

/**
 * Learns facts about resources from records that are read anyway. It recognizes calls by the codes of their names: in a
 * batch without a name that teaches, it looks at no row.
 */
export class Learner {
  readonly #take: (fact: Fact) => void;
  readonly #end: (end: ResourceEnd) => void;
  /** By code of the call's name: 1 where the call teaches. */
  #teaches = new Uint8Array(1024);
  #generation: symbol | undefined;
  /** Codes below this were looked up. */
  #limit = 0;
  #any = false;

  /**
   * @param take gets each fact; a fact that occurs twice comes twice
   * @param end gets each resource that is gone, likewise; absent: nobody needs them
   */
  constructor(take: (fact: Fact) => void, end: (end: ResourceEnd) => void = () => undefined) {
    this.#take = take;
    this.#end = end;
  }

  /** Reads the records of a batch. */
  read(batch: Batch, source: SourceName): void {
    if (source !== 'cloudtrail') return;
    const names = batch.column('eventName');
    this.#follow(names);
    if (!this.#any) return;
    const { codes } = names;
    const teaches = this.#teaches;
    for (let row = 0; row < batch.rows; row++) if (teaches[codes[row] ?? 0] === 1) this.#learn(batch, row);
  }

  #follow(names: Column): void {
    if (names.generation !== this.#generation) {
      this.#generation = names.generation;
      this.#teaches.fill(0);
      this.#limit = 0;
      this.#any = false;
    }
    if (names.limit > this.#teaches.length) {
      const grown = new Uint8Array(2 * names.limit);
      grown.set(this.#teaches);
      this.#teaches = grown;
    }
    for (; this.#limit < names.limit; this.#limit++) {
      const name = names.value(this.#limit);
      if (!BY_CALL.has(name) && !ENDING_BY_CALL.has(name)) continue;
      this.#teaches[this.#limit] = 1;
      this.#any = true;
    }
  }

  #learn(batch: Batch, row: number): void {
    const record = batch.record(row);
    if (!(record instanceof CloudTrailEvent) || record.errorCode !== undefined) return;
    this.#learnEnd(record);
    const lesson = BY_CALL.get(record.eventName);
    if (lesson === undefined || lesson.service !== record.eventSource || !record.mayHave(...lesson.member)) return;
    const { accountId, region } = record;
    for (const taught of lesson.learn(record))
      if (taught.alias.length <= ALIAS_MAX)
        this.#take({ ...taught, accountId, region: factRegion(taught.member, region), taughtBy: 'record' });
  }

  #learnEnd(record: CloudTrailEvent): void {
    const ending = ENDING_BY_CALL.get(record.eventName);
    if (ending === undefined || ending.service !== record.eventSource || !record.mayHave(...ending.member)) return;
    const { accountId, time: at, eventName: call } = record;
    const by = record.userIdentity.principalId ?? '';
    const place = { accountId, region: ending.isGlobal ? '' : record.region, member: ending.tells };
    for (const id of ending.ends(record)) if (id.length <= ALIAS_MAX) this.#end({ ...place, id, at, call, by });
  }
}
