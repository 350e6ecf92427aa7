import type { Batch } from './column.ts';
import type { LogObject, ObjectReport, SourceName } from './log-object.ts';

/** Where records belong when neither they nor the object's key say. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Takes the records of an object, in batches, in the object's order. A batch is valid until the next one is given, or
 * another object is read.
 */
export type Take = (batch: Batch, source: SourceName) => void;

/** Reads objects of every source into batches, one at a time. */
export interface Decoder {
  /**
   * @param bytes the object as delivered, compressed or not
   * @returns what was and what was not read
   */
  decode(object: LogObject, bytes: Uint8Array, home: Home, take: Take): ObjectReport;
}
