import { RECORDS_AT_ONCE_MAX, type KeptRecord, type RawRecord, type ReadRecords } from '#services/model/evidence.ts';
import type { Origin } from '#services/model/observation.ts';
import { badInput } from './builder.ts';
import { busy, Gate } from './gate.ts';
import { Throttle } from './access/throttle.ts';

/**
 * Each record may need an object to be fetched and unpacked: limits how many run at once, and how many one viewer may
 * ask for.
 */
export class EvidenceGate {
  readonly #gate = new Gate(2, 20, 'Too many requests for records: try again later.');
  readonly #pace = new Throttle({ atOnce: 30, perMinute: 30 });
  readonly #read: ReadRecords;
  readonly #now: () => Date;

  constructor(read: ReadRecords, now: () => Date) {
    this.#read = read;
    this.#now = now;
  }

  /**
   * @param viewerId who asks
   * @param kept reads what is kept with the finding
   * @param page slice of a finding's origins: a number of them, from an index on
   * @throws GraphQLError for an invalid page, and when the viewer asked for too much lately
   */
  async read(
    viewerId: string,
    origins: readonly Origin[],
    kept: () => Promise<readonly KeptRecord[]>,
    { first, from }: { readonly first: number; readonly from: number },
  ): Promise<readonly RawRecord[]> {
    if (first < 0 || first > RECORDS_AT_ONCE_MAX || from < 0)
      throw badInput(`Ask for 0 to ${RECORDS_AT_ONCE_MAX} records, from an index of at least 0.`);
    const page = origins.slice(from, from + first);
    if (page.length === 0) return [];
    const nowMs = this.#now().getTime();
    const waitSeconds = this.#pace.waitOf(viewerId, nowMs);
    if (waitSeconds > 0) throw busy(`You requested many records: try again in ${waitSeconds} s.`);
    this.#pace.count(viewerId, nowMs);
    return this.#gate.run(async () => this.#read(page, await kept()));
  }
}
