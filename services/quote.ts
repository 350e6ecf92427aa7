import { homeOf } from './ingest.ts';
import type { LogObject } from './model/log-object.ts';
import type { Decoder, Home } from './model/reading.ts';

/** A record's text in an object. */
export interface QuotedRecord {
  readonly position: number;
  /** ms since the epoch */
  readonly time: number;
  readonly text: string;
}

/** Positions repeat in objects that were concatenated: this bounds the number of quotes. */
const QUOTED_MAX = 1000;

/** The records at positions of an object, through the decoder that detection uses. */
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
