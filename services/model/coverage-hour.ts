import type { SourceName } from './log-object.ts';

/** A stream of logs (of an account, a Region and a source), whose hours are counted one by one. */
export interface Stream {
  readonly accountId: string;
  /** Null: the whole account. */
  readonly region: string | null;
  readonly source: SourceName;
}

/** The ledger's counts for one hour of a stream. */
export interface HourCount extends Stream {
  /** Start of the hour, ms since the epoch. */
  readonly hour: number;
  readonly objects: number;
  readonly failed: number;
  readonly late: number;
  /** Objects among `objects` that digests prove to be as they were delivered. */
  readonly proved: number;
  /** Log files that digests prove to be missing, altered or replaced. */
  readonly disproved: number;
  readonly records: number;
  readonly unreadable: number;
  readonly pending: number;
}

/** State of an hour of a stream. The first two are gaps. */
export const HOUR_STATES = ['silent', 'damaged', 'waiting', 'read', 'awaited', 'quiet'] as const;
export type HourState = (typeof HOUR_STATES)[number];

export interface CoverageHour extends Omit<HourCount, keyof Stream> {
  readonly state: HourState;
}

export interface CoverageStream extends Stream {
  /** Every requested hour, in order. */
  readonly hours: readonly CoverageHour[];
}
