import { Buffer } from 'node:buffer';
import type { LogRecord } from '#services/model/log-record.ts';
import type { SourceName } from '#services/model/log-object.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { Table } from '#services/reader/table.ts';
import { beginsWithRecords, findRecords, type Found } from './carriers.ts';
import { Constants } from './columns.ts';
import { JsonSheets } from './json-sheet.ts';
import { splitJson } from './json-text.ts';
import type { AnySource, LineSheets } from './log-source.ts';
import type { Place } from './place.ts';
import { isPlain, parseJson } from './plain.ts';
import type { Sheet } from './sheet.ts';
import type { Troubles } from './troubles.ts';

/** What an opened text turned out to hold. Without sheets: nothing, for the reason noted or for the troubles told. */
export interface Contents {
  readonly source?: AnySource;
  /** Read while they are asked for: a sheet is valid until the next is, and troubles are complete after the last. */
  readonly sheets?: Iterable<Sheet>;
  /** What was passed over besides. */
  readonly passed?: number;
  readonly note?: string;
}

/** Reads the text that the reader has open: tells by its looks what it is, takes the short way where AWS's own form allows. */
export class ContentReader {
  readonly #reader: Reader;
  readonly #sources: readonly AnySource[];
  readonly #json: ReadonlyMap<AnySource, JsonSheets<LogRecord>>;
  readonly #lines: ReadonlyMap<AnySource, LineSheets<LogRecord>>;

  constructor(reader: Reader, sources: readonly AnySource[], fieldsOf: (source: SourceName) => readonly string[]) {
    const constants = new Constants();
    this.#reader = reader;
    this.#sources = sources;
    this.#json = new Map(
      sources.flatMap((source) =>
        source.json ? [[source, new JsonSheets(source.json, fieldsOf(source.name), constants)]] : [],
      ),
    );
    this.#lines = new Map(
      sources.flatMap((source) =>
        source.lines ? [[source, source.lines.sheets(fieldsOf(source.name), constants)]] : [],
      ),
    );
  }

  read(place: Place, troubles: Troubles): Contents {
    const looks = looksOf(this.#reader.text());
    if (looks === 'blank') return { note: 'It holds nothing but blanks.' };
    const contents =
      looks === 'json'
        ? (this.#enveloped(place, troubles) ??
          this.#cutEnvelope(place, troubles) ??
          this.#recordALine(place, troubles) ??
          this.#carried(place, troubles))
        : this.#textLines(place, troubles);
    if (contents !== undefined) return contents;
    troubles.add('unknown-format', UNKNOWN_MESSAGE);
    return {};
  }

  /** `{"Records":[…]}`, nearly every CloudTrail file there is. */
  #enveloped(place: Place, troubles: Troubles): Contents | undefined {
    for (const [source, sheets] of this.#json) {
      const table = source.json?.enveloped ? this.#reader.records(sheets.plan) : undefined;
      if (table !== undefined) return { source, sheets: [sheets.sheet(table, this.#reader.text(), place, troubles)] };
    }
    return undefined;
  }

  /** The same when the text ends too early: its complete records. */
  #cutEnvelope(place: Place, troubles: Troubles): Contents | undefined {
    if (!beginsWithRecords(this.#reader.text())) return undefined;
    for (const [source, sheets] of this.#json) {
      const table = source.json?.enveloped ? this.#reader.salvage(sheets.plan)?.table : undefined;
      if (table === undefined || table.rows === 0) continue;
      const text = this.#reader.text();
      const last = table.rows - 1;
      const rest = [...splitJson(text, (table.starts[last] ?? 0) + table.bytes(last).length).take(2)];
      // Something else may follow than the beginning of one more record: then the whole is looked through.
      if (!rest.every(({ state }) => state === 'cut')) return undefined;
      if (rest.length > 0) troubles.add('truncated', CUT_MESSAGE, table.position(last) + 1);
      else troubles.add('truncated', ENDS_EARLY_MESSAGE);
      return { source, sheets: [sheets.sheet(table, text, place, troubles)] };
    }
    return undefined;
  }

  /** A record a line, told by the first. */
  #recordALine(place: Place, troubles: Troubles): Contents | undefined {
    const first = parseJson(firstLine(this.#reader.text()));
    if (!isPlain(first)) return undefined;
    for (const [source, sheets] of this.#json) {
      if (!source.json?.isRecord(first)) continue;
      const table = this.#reader.lines(sheets.plan);
      // Reading may have made the module's memory grow, which leaves earlier views of the text empty.
      const text = this.#reader.text();
      // Lines with several objects, or with carriers of them, take the long way.
      if (this.#rejectedHoldRecords(table)) return undefined;
      for (const { position, start, size } of table.rejected) {
        const cut = start + size === text.length;
        troubles.add(cut ? 'truncated' : 'unreadable-record', cut ? CUT_MESSAGE : BROKEN_MESSAGE, position);
      }
      return { source, sheets: [sheets.sheet(table, text, place, troubles)] };
    }
    return undefined;
  }

  #rejectedHoldRecords(table: Table): boolean {
    const text = this.#reader.text();
    for (const { start, size } of table.rejected)
      if (findRecords(text.subarray(start, start + size), this.#sources).some(({ kind }) => kind === 'record'))
        return true;
    return false;
  }

  /** Whatever else carries records in JSON: they are written anew, a record a line, and read so. */
  #carried(place: Place, troubles: Troubles): Contents | undefined {
    const found = [...findRecords(this.#reader.text(), this.#sources)];
    const first = found.find(({ kind }) => kind === 'record' || kind === 'line');
    const pass = found.find((one) => one.kind === 'pass');
    if (first === undefined) return pass && { note: pass.note };
    const source = first.kind === 'record' ? first.source : undefined;
    const positions = positionsOf(found, source);
    const kept: number[] = [];
    const lines: Uint8Array[] = [];
    found.forEach((one, at) => {
      const bytes = bytesOf(one, source);
      const position = positions[at] ?? 0;
      if (bytes !== undefined) {
        lines.push(bytes, NEWLINE);
        kept.push(position);
      } else if (one.kind === 'cut') troubles.add('truncated', CUT_MESSAGE, position);
      else if (one.kind !== 'pass') troubles.add('unreadable-record', BROKEN_MESSAGE, position);
    });
    const passed = found.filter(({ kind }) => kind === 'pass').length;
    const opened = this.#reader.open(Buffer.concat(lines));
    troubles.addAll(opened.troubles);
    if (opened.size === 0) return {};
    const positionOf = (line: number): number => kept[line - 1] ?? line;
    const contents =
      source === undefined
        ? this.#textLines(place, troubles, positionOf)
        : this.#lineSheet(source, place, troubles, positionOf);
    return contents?.sheets === undefined ? contents : { ...contents, passed };
  }

  #lineSheet(
    source: AnySource,
    place: Place,
    troubles: Troubles,
    positionOf: (line: number) => number,
  ): Contents | undefined {
    const sheets = this.#json.get(source);
    if (sheets === undefined) return undefined;
    const table = this.#reader.lines(sheets.plan);
    for (const { position } of table.rejected) troubles.add('unreadable-record', BROKEN_MESSAGE, positionOf(position));
    const text = this.#reader.text();
    return { source, sheets: [sheets.sheet(table, text, place, troubles, (row) => positionOf(table.position(row)))] };
  }

  #textLines(place: Place, troubles: Troubles, positionOf?: (line: number) => number): Contents | undefined {
    for (const [source, sheets] of this.#lines) {
      let layout = source.lines?.layout(this.#reader.text());
      const unified = layout?.kind === 'refuse' ? source.lines?.unified(this.#reader.text()) : undefined;
      if (unified !== undefined) {
        troubles.addAll(this.#reader.open(unified).troubles);
        layout = source.lines?.layout(this.#reader.text());
      }
      if (layout === undefined) continue;
      if (layout.kind === 'pass') return { source, note: layout.note };
      if (layout.kind === 'read')
        return { source, sheets: sheets.sheets(this.#reader, layout.fields, place, troubles, positionOf) };
      troubles.add('unknown-format', layout.message);
      return { source };
    }
    return undefined;
  }
}

const NEWLINE = Buffer.from('\n');
/** A record longer than this is none: CloudTrail's are 256 KB at most, and resolver queries far less. */
const LINE_MAX = 1 << 20;
const CUT_MESSAGE = 'The object ends within this record: fetch it again, or see why its delivery was interrupted.';
const ENDS_EARLY_MESSAGE =
  'The object ends before its list of records does: fetch it again, or see why its delivery was interrupted.';
const BROKEN_MESSAGE = 'This is no record of the kind that the object holds, or no JSON: see what wrote it.';
const UNKNOWN_MESSAGE =
  'It is none of the logs that can be read (CloudTrail events, VPC flow records, Route 53 Resolver queries): if it should be one, see what wrote it.';

function looksOf(text: Uint8Array): 'blank' | 'json' | 'lines' {
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === 0x7b || byte === 0x5b) return 'json';
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== 0) return 'lines';
  }
  return 'blank';
}

function firstLine(text: Uint8Array): string {
  const start = text.findIndex((byte) => byte > 0x20);
  const feed = text.indexOf(0x0a, start);
  const end = feed < 0 ? text.length : feed;
  return end - start > LINE_MAX ? '' : Buffer.from(text.subarray(start, end)).toString();
}

/** Line numbers where each thing found has a line of its own; else indexes, from 0 for events as in `Records`, from 1 for lines. */
function positionsOf(found: readonly Found[], source: AnySource | undefined): readonly number[] {
  const ownLines = found.length > 1 && new Set(found.map(({ line }) => line)).size === found.length;
  const from = source?.json?.enveloped ? 0 : 1;
  return found.map(({ line }, index) => (ownLines ? line : index + from));
}

function bytesOf(one: Found, source: AnySource | undefined): Uint8Array | undefined {
  if (one.kind === 'record' && one.source === source) return one.bytes;
  return one.kind === 'line' && source === undefined ? Buffer.from(one.text.replaceAll('\n', ' ')) : undefined;
}
