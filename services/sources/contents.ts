import { Buffer } from 'node:buffer';
import type { LogRecord } from '#services/model/log-record.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { beginsWithRecords, findInBytes, findRecords, type CarrierItem } from './carriers.ts';
import { undecorated, encodedItems } from './carriers/lines.ts';
import { strangeTextNote } from './carriers/strangers.ts';
import { Constants } from './columns.ts';
import { groupsOf, positionsOf, type CarriedGroup } from './groups.ts';
import type { Whereabouts } from './home.ts';
import { JsonBatches } from './json-batches.ts';
import { splitJson } from './json-text.ts';
import type { AnySource, LineBatches } from './log-source.ts';
import { isPlain, parseJson } from './plain.ts';
import type { DecodedBatch } from './decoded-batch.ts';
import type { Troubles } from './troubles.ts';

/**
 * The contents of an opened text. Without decoded batches there are none, for the reason in the note or in the
 * troubles.
 */
export interface Contents {
  readonly source?: AnySource;
  /**
   * Read lazily: a decoded batch is valid until the next one is requested, and the troubles are complete after the
   * last.
   */
  readonly decoded?: Iterable<Part>;
  /** Number of records that were skipped in addition. */
  readonly passed?: number;
  readonly note?: string;
}

/** A decoded batch and its source: a carrier may hold logs of several. */
export interface Part {
  readonly source: AnySource;
  readonly decodedBatch: DecodedBatch;
}

/** Maps a line of the text to its position in the object. */
type PositionOf = (line: number) => number;

/** Reads the text that the reader has open. Recognizes its format, and takes the fast path for AWS's own formats. */
export class ContentReader {
  readonly #reader: Reader;
  readonly #sources: readonly AnySource[];
  readonly #json: ReadonlyMap<AnySource, JsonBatches<LogRecord>>;
  readonly #lines: ReadonlyMap<AnySource, LineBatches<LogRecord>>;
  readonly #format: readonly string[] | undefined;

  /** @param format the fields of lines that come without a header */
  constructor(
    reader: Reader,
    sources: readonly AnySource[],
    fieldsOf: (source: SourceName) => readonly string[],
    format: readonly string[] | undefined,
  ) {
    const constants = new Constants();
    this.#reader = reader;
    this.#sources = sources;
    this.#format = format;
    this.#json = new Map(
      sources.flatMap((source) =>
        source.json ? [[source, new JsonBatches(source.json, fieldsOf(source.name), constants)]] : [],
      ),
    );
    this.#lines = new Map(
      sources.flatMap((source) =>
        source.lines ? [[source, source.lines.decoded(fieldsOf(source.name), constants)]] : [],
      ),
    );
  }

  read(place: Whereabouts, troubles: Troubles): Contents {
    const contents = this.#read(place, troubles, inPlace, 0);
    if (contents !== undefined) return contents;
    // A source without delivery is internal: nobody would pass its records on purpose.
    const delivered = this.#sources.filter(({ delivery }) => delivery !== undefined);
    const readable = delivered.map(({ records }) => records).join(', ');
    troubles.add(
      'unknown-format',
      `It is none of the logs that can be read (${readable}): if it should be one, see what wrote it.`,
    );
    return {};
  }

  /** @param decorations how many layers of decoration were removed already */
  #read(place: Whereabouts, troubles: Troubles, positionOf: PositionOf, decorations: number): Contents | undefined {
    const looks = looksOf(this.#reader.text());
    if (looks === 'blank') return { note: 'It holds nothing but blanks.' };
    if (looks === 'lines')
      return (
        this.#textLines(place, troubles, positionOf, decorations) ??
        this.#encoded(place, troubles) ??
        this.#strange() ??
        this.#undecorated(place, troubles, positionOf, decorations)
      );
    return (
      this.#enveloped(place, troubles) ??
      this.#cutEnvelope(place, troubles) ??
      this.#recordALine(place, troubles, positionOf) ??
      this.#carried(
        [...findRecords(this.#reader.text(), this.#sources, this.#reader.bounds.outMax)],
        place,
        troubles,
        positionOf,
      )
    );
  }

  /** `{"Records":[…]}`, the format of nearly every CloudTrail file. */
  #enveloped(place: Whereabouts, troubles: Troubles): Contents | undefined {
    for (const [source, decoded] of this.#json) {
      const table = source.json?.enveloped ? this.#reader.records(decoded.plan) : undefined;
      if (table === undefined) continue;
      if (!decoded.owns(table)) return undefined;
      return whole(source, decoded.decodedBatch(table, this.#reader.text(), place, troubles));
    }
    return undefined;
  }

  /** The same for a truncated text: its complete records. */
  #cutEnvelope(place: Whereabouts, troubles: Troubles): Contents | undefined {
    if (!beginsWithRecords(this.#reader.text())) return undefined;
    for (const [source, decoded] of this.#json) {
      const table = source.json?.enveloped ? this.#reader.salvage(decoded.plan)?.table : undefined;
      if (table === undefined || table.rows === 0 || !decoded.owns(table)) continue;
      const text = this.#reader.text();
      const last = table.rows - 1;
      const rest = [...splitJson(text, (table.starts[last] ?? 0) + table.bytes(last).length).take(2)];
      // After the last complete record there may be more than one truncated record: then the whole text is searched.
      if (!rest.every(({ state }) => state === 'cut')) return undefined;
      if (rest.length > 0) troubles.add('truncated', CUT_MESSAGE, table.position(last) + 1);
      else troubles.add('truncated', ENDS_EARLY_MESSAGE);
      return whole(source, decoded.decodedBatch(table, text, place, troubles));
    }
    return undefined;
  }

  /** One record a line, recognized by the first. */
  #recordALine(place: Whereabouts, troubles: Troubles, positionOf: PositionOf): Contents | undefined {
    const first = parseJson(firstLine(this.#reader.text()));
    if (!isPlain(first)) return undefined;
    for (const [source, decoded] of this.#json) {
      if (!source.json?.isRecord(first)) continue;
      const table = this.#reader.lines(decoded.plan);
      // Reading may have grown the module's memory, which detaches earlier views of the text.
      const text = this.#reader.text();
      // Lines with several objects, or with carriers of them, need the general search.
      if (!decoded.owns(table) || this.#rejectedHoldRecords(table)) return undefined;
      for (const { position, start, size } of table.rejected) {
        const cut = start + size === text.length;
        troubles.add(cut ? 'truncated' : 'unreadable-record', cut ? CUT_MESSAGE : BROKEN_MESSAGE, positionOf(position));
      }
      const inObject = positionOf === inPlace ? undefined : (row: number) => positionOf(table.position(row));
      return whole(source, decoded.decodedBatch(table, text, place, troubles, inObject));
    }
    return undefined;
  }

  #rejectedHoldRecords(table: RecordTable): boolean {
    const text = this.#reader.text();
    for (const { start, size } of table.rejected)
      for (const { kind } of findRecords(text.subarray(start, start + size), this.#sources, this.#reader.bounds.outMax))
        if (kind === 'record') return true;
    return false;
  }

  /** A log of another service. */
  #strange(): Contents | undefined {
    const note = strangeTextNote(Buffer.from(this.#reader.text().subarray(0, BEGINNING_MAX)).toString('latin1'));
    return note === undefined ? undefined : { note };
  }

  /** gzip or JSON in base64, as a subscription passes it to a function or a stream. */
  #encoded(place: Whereabouts, troubles: Troubles): Contents | undefined {
    const items = encodedItems(this.#reader.text());
    return (
      items &&
      this.#carried([...findInBytes(items, this.#sources, this.#reader.bounds.outMax)], place, troubles, inPlace)
    );
  }

  /** Any other carrier of records: its records are rewritten, one a line, and then read. */
  #carried(
    found: readonly CarrierItem[],
    place: Whereabouts,
    troubles: Troubles,
    positionOf: PositionOf,
  ): Contents | undefined {
    const pass = found.find((one) => one.kind === 'pass');
    const positions = positionsOf(found, positionOf);
    const groups = groupsOf(found, positions);
    const nothing = groups.length === 0 && pass === undefined;
    for (const [at, one] of found.entries()) tell(one, positions[at] ?? 0, nothing, troubles);
    if (nothing) {
      const within = found.flatMap((one) => ('within' in one && one.within !== undefined ? [one.within] : []))[0];
      if (within === undefined) return troubles.kept.length > 0 ? {} : undefined;
      troubles.add('unknown-format', `It is ${within} that carries none of the logs that can be read: ${SEE}.`);
      return {};
    }
    if (groups.length === 0)
      return pass && { note: pass.note, passed: found.filter(({ kind }) => kind === 'pass').length };
    return {
      decoded: this.#groups(groups, place, troubles),
      passed: found.filter(({ kind }) => kind === 'pass').length,
    };
  }

  *#groups(groups: readonly CarriedGroup[], place: Whereabouts, troubles: Troubles): Generator<Part> {
    for (const { source, home, bytes, positions } of groups) {
      const opened = this.#reader.open(bytes);
      troubles.addAll(opened.troubles);
      if (opened.size === 0) continue;
      const positionOf = (line: number): number => positions[line - 1] ?? line;
      const theirs = { ...place, ...home };
      const contents =
        source === undefined
          ? (this.#textLines(theirs, troubles, positionOf, 0) ?? this.#undecorated(theirs, troubles, positionOf, 0))
          : this.#lineBatch(source, theirs, troubles, positionOf);
      if (contents?.decoded !== undefined) yield* contents.decoded;
      else if (contents === undefined)
        troubles.add('unreadable-record', CARRIED_MESSAGE, positions[0], positions.length);
    }
  }

  #lineBatch(source: AnySource, place: Whereabouts, troubles: Troubles, positionOf: PositionOf): Contents | undefined {
    const decoded = this.#json.get(source);
    if (decoded === undefined) return undefined;
    const table = this.#reader.lines(decoded.plan);
    for (const { position } of table.rejected) troubles.add('unreadable-record', BROKEN_MESSAGE, positionOf(position));
    const text = this.#reader.text();
    return whole(
      source,
      decoded.decodedBatch(table, text, place, troubles, (row) => positionOf(table.position(row))),
    );
  }

  #textLines(
    place: Whereabouts,
    troubles: Troubles,
    positionOf: PositionOf,
    decorations: number,
  ): Contents | undefined {
    for (const [source, decoded] of this.#lines) {
      let layout = source.lines?.layout(this.#reader.text(), this.#format);
      const unified = layout?.kind === 'refuse' ? source.lines?.unified(this.#reader.text()) : undefined;
      if (unified !== undefined) {
        troubles.addAll(this.#reader.open(unified.text).troubles);
        layout = unified.layout;
      }
      if (layout === undefined) continue;
      if (layout.kind === 'pass') return { source, note: layout.note };
      if (layout.kind === 'read')
        return {
          source,
          decoded: parts(source, decoded.decoded(this.#reader, layout.fields, place, troubles, positionOf)),
        };
      // Words before the records can make them look like records of an unknown format.
      const contents = this.#undecorated(place, troubles, positionOf, decorations);
      if (contents !== undefined) return contents;
      troubles.add('unknown-format', layout.message);
      return { source };
    }
    return undefined;
  }

  /**
   * Lines with times and names in front, in tables, with colours: reads the text without them, which may be in any
   * format.
   */
  #undecorated(
    place: Whereabouts,
    troubles: Troubles,
    positionOf: PositionOf,
    decorations: number,
  ): Contents | undefined {
    if (decorations > DECORATIONS_MAX) return undefined;
    const result = undecorated(this.#reader.text(), {
      isRecord: (line) => this.#sources.some(({ lines }) => lines?.isRecord(line, this.#format) === true),
      tableOf: (columns) => this.#sources.map((source) => source.table?.(columns)).find((table) => table !== undefined),
    });
    if (result === undefined) return undefined;
    if ('message' in result) {
      troubles.add('unknown-format', result.message);
      return {};
    }
    const { text, positionOf: before = inPlace, broken = [] } = result;
    troubles.addAll(this.#reader.open(text).troubles);
    for (const line of broken) troubles.add('unreadable-record', BROKEN_MESSAGE, positionOf(line));
    return this.#read(place, troubles, (line) => positionOf(before(line)), decorations + 1);
  }
}

const inPlace: PositionOf = (line) => line;

function whole(source: AnySource, decodedBatch: DecodedBatch): Contents {
  return { source, decoded: [{ source, decodedBatch }] };
}

function* parts(source: AnySource, decoded: Iterable<DecodedBatch>): Generator<Part> {
  for (const decodedBatch of decoded) yield { source, decodedBatch };
}

/** Longer than any record: CloudTrail's have 256 KB at most, and resolver queries far less. */
const LINE_MAX = 1 << 20;
/** A table of lines with times and colours has three layers; no log has more. */
const DECORATIONS_MAX = 3;
const CUT_MESSAGE = 'The object ends within this record: fetch it again, or see why its delivery was interrupted.';
const ENDS_EARLY_MESSAGE =
  'The object ends before its list of records does: fetch it again, or see why its delivery was interrupted.';
const BROKEN_MESSAGE = 'This is no record of the kind that the object holds, or no JSON: see what wrote it.';
const OVER_MESSAGE = 'What is compressed in here is larger than the bound of one object: split it.';
const CARRIED_MESSAGE = 'Messages from here on are no records of any log that can be read: see what wrote them.';
const SEE = 'if it should carry one, see what wrote it';

/** @param nothing whether the object holds no record at all: then the trouble is about the whole object */
function tell(one: CarrierItem, position: number, nothing: boolean, troubles: Troubles): void {
  if (one.kind === 'cut' && !nothing) troubles.add('truncated', CUT_MESSAGE, position);
  if (one.kind === 'ends-early') troubles.add('truncated', ENDS_EARLY_MESSAGE);
  if (one.kind === 'over') troubles.add('over-bound', OVER_MESSAGE, position);
  if ((one.kind === 'broken' || one.kind === 'unknown') && !nothing)
    troubles.add('unreadable-record', BROKEN_MESSAGE, position);
}

function looksOf(text: Uint8Array): 'blank' | 'json' | 'lines' {
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === 0x7b || byte === 0x5b) return 'json';
    if (byte === 0x22) return isJsonInText(text.subarray(at, at + HEAD_MAX)) ? 'json' : 'lines';
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== 0) return 'lines';
  }
  return 'blank';
}

/** JSON within a text of JSON escapes its quotes; a table doubles them. */
function isJsonInText(head: Uint8Array): boolean {
  return /^"(?:\s|\\[nrt])*[[{](?:\s|\\[nrt]|\{)*\\"/.test(Buffer.from(head).toString('latin1'));
}

const HEAD_MAX = 64;
/** Enough of a text to name the log of another service by it. */
const BEGINNING_MAX = 256;

function firstLine(text: Uint8Array): string {
  const start = text.findIndex((byte) => byte > 0x20);
  const feed = text.indexOf(0x0a, start);
  const end = feed < 0 ? text.length : feed;
  return end - start > LINE_MAX ? '' : Buffer.from(text.subarray(start, end)).toString();
}
