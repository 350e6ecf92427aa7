import type { LogRecord } from '#services/model/log-record.ts';
import type { Source } from '#services/model/source.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { Constants } from './columns.ts';
import type { JsonKind } from './json-sheet.ts';
import type { Place } from './place.ts';
import type { Plain } from './plain.ts';
import type { Sheet } from './sheet.ts';
import type { Troubles } from './troubles.ts';

/** A source as the decoder reads it: its records are JSON objects, or lines. */
export interface LogSource<R extends LogRecord, Fields> extends Source<R, Fields> {
  readonly json?: JsonKind<R> & {
    isRecord(value: Plain): boolean;
    /** Whether S3 deliveries are one object, `{"Records":[…]}`; else they have a record a line. */
    readonly enveloped: boolean;
  };
  readonly lines?: LineKind<R>;
}

/** Any source, as the decoder holds it. */
export type AnySource = LogSource<LogRecord, Readonly<Record<string, unknown>>>;

/** Checks a source's types and hands it on as the decoder and the engine hold it. */
export function defineSource<R extends LogRecord, Fields>(source: LogSource<R, Fields>): AnySource {
  return { ...source };
}

/** A source of lines of text. */
interface LineKind<R extends LogRecord> {
  /** A text that changes its layout on the way, as files that were put together do, written anew in one; undefined when it names none. */
  unified(text: Uint8Array): { readonly layout: Layout; readonly text: Uint8Array } | undefined;
  /**
   * What a text's first lines say about how to read it; undefined when it is not this source's.
   *
   * @param format the fields of lines that come without their names
   */
  layout(text: Uint8Array, format: readonly string[] | undefined): Layout | undefined;
  /** Whether a line is a record for certain. */
  isRecord(line: string, format: readonly string[] | undefined): boolean;
  /** @param fields what detectors ask for */
  sheets(fields: readonly string[], constants: Constants): LineSheets<R>;
}

export type Layout =
  /** Names of the fields of each line, in order. */
  | { readonly kind: 'read'; readonly fields: readonly string[] }
  | { readonly kind: 'pass'; readonly note: string }
  | { readonly kind: 'refuse'; readonly message: string };

export interface LineSheets<R extends LogRecord> {
  /** Reads the reader's opened text, some lines at a time: a sheet is valid until the next is asked for. */
  sheets(
    reader: Reader,
    fields: readonly string[],
    place: Place,
    troubles: Troubles,
    positionOf?: (line: number) => number,
  ): Iterable<Sheet<R>>;
}
