import type { Home } from '#services/model/reading.ts';
import type { Example } from '#services/model/detector.ts';
import type { FindingTypeParts } from '#services/model/finding-type.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Source } from '#services/model/source.ts';
import type { ReaderBounds } from '#services/reader/bounds.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { Constants } from './columns.ts';
import type { JsonKind } from './json-batches.ts';
import type { Plain } from './plain.ts';
import type { DecodedBatch } from './decoded-batch.ts';
import type { Troubles } from './troubles.ts';

/** A complete source: a subfolder of this folder, defined in its `source.ts`. Its records are JSON objects or lines. */
export interface LogSource<R extends LogRecord, Fields> extends Source<R, Fields> {
  /** The log's common name: "VPC flow logs". */
  readonly label: string;
  /** The common name of its records, for use in sentences: "VPC flow records". */
  readonly records: string;
  /** An example's records as the text of the file that AWS delivers. */
  text(example: Example): string;
  readonly scaffold: Scaffold;
  /** A binary format in which it is delivered as well. */
  readonly binary?: BinaryForm;
  /** How a CSV table with these columns is read as this source; undefined: it is not this source's. */
  table?(columns: readonly string[]): CsvTable | undefined;
  readonly json?: JsonKind<R> & {
    isRecord(value: Plain): boolean;
    /** Whether S3 deliveries are one object, `{"Records":[…]}`; otherwise they have one record a line. */
    readonly enveloped: boolean;
  };
  readonly lines?: LineKind<R>;
}

/** What `npm run new detector` writes into a new detector of this source. */
export interface Scaffold {
  /** Whether findings of a type with these parts usually come from this source. */
  suits(parts: FindingTypeParts): boolean;
  begin(parts: FindingTypeParts): Beginning;
}

export interface Beginning {
  /** Names in the expressions below: they are exported by `example.ts`, by `record.ts`, and by a kit of detectors. */
  readonly uses: {
    readonly example: string;
    readonly record: string;
    readonly kit?: readonly [file: string, name: string];
  };
  readonly from: string;
  readonly about: string;
  readonly record: string;
}

export interface BinaryForm {
  /** The bytes it begins with. */
  readonly magic: readonly number[];
  /** The text that would have been delivered instead; a sentence when the conversion fails. */
  textOf(bytes: Uint8Array, bounds: ReaderBounds): Uint8Array | string;
}

/**
 * A table whose columns are the fields of lines, to be read under this header; or one that has too few columns, with
 * the reason.
 */
export type CsvTable = { readonly header: string } | { readonly message: string };

/** Any source, with the record type erased. */
export type AnySource = LogSource<LogRecord, Readonly<Record<string, unknown>>>;

/** Checks a source's types, and returns it with the record type erased, as the decoder and the engine use it. */
export function defineSource<R extends LogRecord, Fields>(source: LogSource<R, Fields>): AnySource {
  return { ...source };
}

/** Describes a source of text lines. */
interface LineKind<R extends LogRecord> {
  /**
   * Rewrites a text whose layout changes midway, as in concatenated files, in a single layout; undefined when it has no
   * header.
   */
  unified(text: Uint8Array): { readonly layout: Layout; readonly text: Uint8Array } | undefined;
  /**
   * How to read a text, judged by its first lines; undefined when it is not this source's.
   *
   * @param format the fields of lines that come without a header
   */
  layout(text: Uint8Array, format: readonly string[] | undefined): Layout | undefined;
  /** Whether a line is certainly a record. */
  isRecord(line: string, format: readonly string[] | undefined): boolean;
  /** Whether an object is certainly a record, in a log whose lines may be JSON. */
  isObject?(value: Plain): boolean;
  /** @param fields the fields that detectors use */
  decoded(fields: readonly string[], constants: Constants): LineBatches<R>;
}

export type Layout =
  /** Names of the fields of each line, in order. */
  | { readonly kind: 'read'; readonly fields: readonly string[] }
  | { readonly kind: 'pass'; readonly note: string }
  | { readonly kind: 'refuse'; readonly message: string };

export interface LineBatches<R extends LogRecord> {
  /** Reads the reader's opened text, some lines at a time: a decoded batch is valid until the next one is requested. */
  decoded(
    reader: Reader,
    fields: readonly string[],
    place: Home,
    troubles: Troubles,
    positionOf?: (line: number) => number,
  ): Iterable<DecodedBatch<R>>;
}
