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

/** A source, whole: a folder of this room, whose `source.ts` defines it. Its records are JSON objects, or lines. */
export interface LogSource<R extends LogRecord, Fields> extends Source<R, Fields> {
  /** What people call the log: "VPC flow logs". */
  readonly label: string;
  /** What they call its records, as it stands in a sentence: "VPC flow records". */
  readonly records: string;
  /** An example's records as the text of the file that AWS delivers. */
  text(example: Example): string;
  readonly scaffold: Scaffold;
  /** A form that is no text, in which it is delivered as well. */
  readonly binary?: BinaryForm;
  /** What a CSV table is to it that has columns of these names; undefined: nothing. */
  table?(columns: readonly string[]): CsvTable | undefined;
  readonly json?: JsonKind<R> & {
    isRecord(value: Plain): boolean;
    /** Whether S3 deliveries are one object, `{"Records":[…]}`; else they have a record a line. */
    readonly enveloped: boolean;
  };
  readonly lines?: LineKind<R>;
}

/** What `npm run new detector` writes into a file that asks about the source. */
export interface Scaffold {
  /** Whether finding types of these parts are usually found in it. */
  suits(parts: FindingTypeParts): boolean;
  begin(parts: FindingTypeParts): Beginning;
}

export interface Beginning {
  /** What the expressions below are made of: exported by `example.ts`, by `record.ts`, and by a kit of detectors. */
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
  /** The text that would have been delivered instead; a sentence when there is none to be had. */
  textOf(bytes: Uint8Array, bounds: ReaderBounds): Uint8Array | string;
}

/** A table whose columns are the fields of lines, to be read under this header; or one that says too little. */
export type CsvTable = { readonly header: string } | { readonly message: string };

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
  decoded(fields: readonly string[], constants: Constants): LineBatches<R>;
}

export type Layout =
  /** Names of the fields of each line, in order. */
  | { readonly kind: 'read'; readonly fields: readonly string[] }
  | { readonly kind: 'pass'; readonly note: string }
  | { readonly kind: 'refuse'; readonly message: string };

export interface LineBatches<R extends LogRecord> {
  /** Reads the reader's opened text, some lines at a time: a decoded batch is valid until the next is asked for. */
  decoded(
    reader: Reader,
    fields: readonly string[],
    place: Home,
    troubles: Troubles,
    positionOf?: (line: number) => number,
  ): Iterable<DecodedBatch<R>>;
}
