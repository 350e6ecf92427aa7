import type { SourceName } from './log-object.ts';

/** What of a stream of logs (an account's, of a Region and a source) is read by itself, hour by hour. */
export interface Stream {
  readonly accountId: string;
  /** Null: of the whole account. */
  readonly region: string | null;
  readonly source: SourceName;
}

/** What the ledger knows of one hour of a stream. */
export interface HourCount extends Stream {
  /** Its beginning, ms since the epoch. */
  readonly hour: number;
  readonly objects: number;
  readonly failed: number;
  readonly late: number;
  /** Of these: proved by digests to be as they were delivered. */
  readonly proved: number;
  /** Log files that digests prove to be missing, altered or replaced. */
  readonly disproved: number;
  readonly records: number;
  readonly unreadable: number;
  readonly pending: number;
}

/** How an hour of a stream stands. The first two are gaps. */
export const HOUR_STATES = ['silent', 'damaged', 'waiting', 'read', 'awaited', 'quiet'] as const;
export type HourState = (typeof HOUR_STATES)[number];

export interface CoverageHour extends Omit<HourCount, keyof Stream> {
  readonly state: HourState;
}

export interface CoverageStream extends Stream {
  /** Every hour that was asked about, in order. */
  readonly hours: readonly CoverageHour[];
}
