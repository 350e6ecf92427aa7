import type { Batch } from './column.ts';
import type { OpenPortsOf } from './open-ports.ts';
import type { LogObject, ObjectReport, SourceName } from './log-object.ts';

/**
 * The account and Region of records when neither the records nor the object's key name them, and what is known of the
 * interfaces there.
 */
export interface Home {
  readonly accountId: string;
  readonly region: string;
  /** Absent: the records alone show who opened a conversation. */
  readonly openPorts?: OpenPortsOf | undefined;
}

/**
 * Receives the records of an object, in batches, in the object's order. A batch is valid until the next one arrives, or
 * another object is read.
 */
export type Take = (batch: Batch, source: SourceName) => void;

/** Reads objects of every source into batches, one at a time. */
export interface Decoder {
  /**
   * @param bytes the object as delivered, compressed or not
   * @returns counts of what was read and what was not
   */
  decode(object: LogObject, bytes: Uint8Array, home: Home, take: Take): ObjectReport;
}
