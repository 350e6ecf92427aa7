import { homeOf } from './ingest.ts';
import type { LogObject } from './model/log-object.ts';
import type { Decoder, Home } from './model/reading.ts';

/** A record as it stands in an object. */
export interface QuotedRecord {
  readonly position: number;
  /** ms since the epoch */
  readonly time: number;
  readonly text: string;
}

/** Positions repeat in what was put together of several: of one that repeats without end no more is quoted. */
const QUOTED_MAX = 1000;

/** What stands at positions of an object, by the same decoder that detection reads with. */
export function quoteRecords(
  { decoder, home }: { readonly decoder: Decoder; readonly home: Home },
  object: LogObject,
  bytes: Uint8Array,
  positions: readonly number[],
): readonly QuotedRecord[] {
  const wanted = new Set(positions);
  const quoted: QuotedRecord[] = [];
  decoder.decode(object, bytes, homeOf(object, home), (batch) => {
    for (let row = 0; row < batch.rows && quoted.length < QUOTED_MAX; row++) {
      const position = batch.position(row);
      if (wanted.has(position)) quoted.push({ position, time: batch.time(row), text: batch.text(row) });
    }
  });
  return quoted;
}
