import { Buffer } from 'node:buffer';
import { AWS_CARRIERS } from './carriers/aws.ts';
import { unwrapped, wrappingOf } from './carriers/bytes.ts';
import type { Carrier } from './carriers/carrier.ts';
import { senderNote, strangerOf } from './carriers/strangers.ts';
import { TOOL_CARRIERS } from './carriers/tools.ts';
import type { Whereabouts } from './home.ts';
import { splitJson, type Piece } from './json-text.ts';
import type { AnySource } from './log-source.ts';
import { isPlain, parseJson, type Plain } from './plain.ts';

/** One thing found in a text, in order. `line` is its line; `home` is its origin, as far as its carriers know it. */
export type CarrierItem =
  /** A record of a JSON source, as JSON. */
  | {
      readonly kind: 'record';
      readonly source: AnySource;
      readonly bytes: Uint8Array;
      readonly line: number;
      readonly home: Partial<Whereabouts>;
    }
  /** A line of text that was carried, such as a flow record; `header`: the names of its fields, where they are known. */
  | {
      readonly kind: 'line';
      readonly text: string;
      readonly header?: string;
      readonly line: number;
      readonly home: Partial<Whereabouts>;
    }
  /** Known, and rightly no record. */
  | { readonly kind: 'pass'; readonly note: string; readonly line: number }
  /** The text ends within it. */
  | { readonly kind: 'cut'; readonly line: number }
  /** The text ends between two elements of a list. */
  | { readonly kind: 'ends-early'; readonly line: number }
  /** `within`: the name of the carrier that held it. */
  | { readonly kind: 'broken' | 'unknown' | 'over'; readonly line: number; readonly within: string | undefined };

/**
 * Finds records in every container other than the files of S3 delivery: bare arrays, objects back to back (Firehose),
 * truncated or damaged `Records`, and the carriers in `carriers/`, nested in any way. Each record is returned as a line
 * of JSON.
 *
 * @param max maximum of bytes that may be inflated in total
 */
export function findRecords(text: Uint8Array, sources: readonly AnySource[], max: number): Generator<CarrierItem> {
  return new Search(sources, max).pieces(text, NOWHERE);
}

/** The same for several byte strings from a text that is not JSON. */
export function* findInBytes(
  items: Iterable<{ readonly bytes: Uint8Array; readonly line: number }>,
  sources: readonly AnySource[],
  max: number,
): Generator<CarrierItem> {
  const search = new Search(sources, max);
  for (const { bytes, line } of items) yield* search.item(bytes, { ...NOWHERE, line });
}

/** Whether the text begins like CloudTrail's files. */
export function beginsWithRecords(text: Uint8Array): boolean {
  return RECORDS.test(headOf(text, 0, text.length).trimStart());
}

const CARRIERS: readonly Carrier[] = [...AWS_CARRIERS, ...TOOL_CARRIERS];
const OPEN_ARRAY = 0x5b;
const QUOTE = 0x22;
/** A list that begins within this many bytes of its object is found without parsing the whole object. */
const HEAD_MAX = 512;
const RECORDS = /^\{\s*"Records"\s*:\s*\[/;
/** Lists of carriers: their elements can be read even when the carrier is truncated or damaged. */
const LIST = /"(?:Records|records|Events|events|logEvents|Messages)"\s*:\s*\[/;
/**
 * A record in an event, in a topic's notification, in a queue's message has five levels. No log nests deeper than this.
 */
const DEPTH_MAX = 10;
/** AWS writes no lists within lists. */
const LIST_DEPTH_MAX = 3;
/**
 * Each inflation is charged this many bytes in addition, because setting it up takes time. This bounds great numbers of
 * small inputs, too.
 */
const INFLATE_COST = 512;
const EMPTY_NOTE = 'It holds no records.';
/** AWS has some sixty; an object with more members is none of its records of lines. */
const FIELDS_MAX = 100;
/** The beginnings of gzip, zstd, `{"` and `[{` in base64. */
const ENCODED = /^(?:H4sI|KLUv\/|eyJ|eyA|ewo|W3s)[A-Za-z0-9+/\r\n]*={0,2}$/;

/** State of the search: the line, the depth, the carrier, and its home. */
interface At {
  readonly line: number;
  readonly depth: number;
  readonly within: string | undefined;
  readonly home: Partial<Whereabouts>;
}

const NOWHERE: At = { line: 1, depth: 0, within: undefined, home: {} };

class Search {
  readonly #sources: readonly AnySource[];
  #left: number;
  /** The names that the last object had, and the header that they make: neighbours usually have the same names. */
  #spelt = '';
  #header: string | undefined;

  constructor(sources: readonly AnySource[], max: number) {
    this.#sources = sources;
    this.#left = max;
  }

  /** Searches JSON values that follow one another. */
  *pieces(text: Uint8Array, at: At): Generator<CarrierItem> {
    for (const piece of splitJson(text, 0, 'text', at.line)) yield* this.#piece(text, piece, at, 0);
  }

  /** Searches an item of a carrier. */
  *item(item: unknown, at: At): Generator<CarrierItem> {
    const { line, within } = at;
    if (at.depth > DEPTH_MAX) yield { kind: 'unknown', line, within };
    else if (typeof item === 'string') yield* this.#text(item, at);
    else if (item instanceof Uint8Array) yield* this.#bytes(item, at);
    else if (Array.isArray(item)) for (const element of item) yield* this.item(element, deeper(at));
    else if (isPlain(item)) yield* this.#value(item, at);
    else yield { kind: 'unknown', line, within };
  }

  *#piece(text: Uint8Array, piece: Piece, at: At, listDepth: number): Generator<CarrierItem> {
    const { start, end, line, state } = piece;
    const here = at.depth === 0 ? { ...at, line } : at;
    // A list is split into its elements without parsing the whole, so a huge list or a damaged element does no harm.
    const elements = elementsFrom(text, piece, RECORDS, listDepth);
    if (elements !== undefined) return yield* this.#elements(text, elements, piece, here, listDepth);
    const bytes = text.subarray(start, end);
    const value = state === 'whole' || text[start] === QUOTE ? parseJson(Buffer.from(bytes).toString()) : undefined;
    if (isPlain(value)) return yield* this.#value(value, here, bytes);
    if (Array.isArray(value)) return yield* this.item(value, here);
    // A string that itself contains JSON.
    if (typeof value === 'string' && bytes.length > 2) return yield* this.#text(value, deeper(here));
    const spoiled = elementsFrom(text, piece, LIST, listDepth);
    if (spoiled !== undefined) yield* this.#elements(text, spoiled, piece, here, listDepth);
    else if (state === 'cut') yield { kind: 'cut', line: here.line };
    else yield { kind: 'broken', line: here.line, within: at.within };
  }

  *#elements(text: Uint8Array, from: number, list: Piece, at: At, listDepth: number): Generator<CarrierItem> {
    let ended = list.state !== 'cut';
    for (const element of splitJson(text, from, 'array', list.line + linesIn(text.subarray(list.start, from)))) {
      if (element.start >= list.end) break;
      ended ||= element.state === 'cut';
      yield* this.#piece(text, element, at, listDepth + 1);
    }
    if (!ended) yield { kind: 'ends-early', line: at.line };
  }

  /** @param written the text of the value, if it stands there as JSON */
  *#value(value: Plain, at: At, written?: Uint8Array): Generator<CarrierItem> {
    const { line, home, within } = at;
    const source = this.#sources.find((one) => one.json?.isRecord(value));
    if (source !== undefined) {
      const bytes = written === undefined ? Buffer.from(JSON.stringify(value)) : onOneLine(written);
      return yield { kind: 'record', source, bytes, line, home };
    }
    if (this.#sources.some(({ lines }) => lines?.isObject?.(value) === true))
      return yield { kind: 'line', text: JSON.stringify(value), line, home };
    const stranger = strangerOf(value);
    if (stranger !== undefined) return yield { kind: 'pass', note: stranger.note, line };
    for (const carrier of CARRIERS) {
      const cargo = carrier.open(value);
      if (cargo === undefined) continue;
      if (cargo.items.length === 0) return yield { kind: 'pass', note: EMPTY_NOTE, line };
      if (cargo.note !== undefined) {
        for (const _ of cargo.items) yield { kind: 'pass', note: cargo.note, line };
        return;
      }
      const inside = deeper({ ...at, within: cargo.name ?? carrier.name, home: { ...home, ...cargo.home } });
      for (const item of cargo.items) yield* this.item(item, inside);
      return;
    }
    const fields = this.#fields(value);
    if (fields !== undefined) return yield { kind: 'line', ...fields, line, home };
    const note = senderNote(value);
    yield note === undefined ? { kind: 'unknown', line, within } : { kind: 'pass', note, line };
  }

  /**
   * A record that is usually a line, with its fields as members of an object, as streams that transform their records
   * write it.
   */
  #fields(value: Plain): { readonly header: string; readonly text: string } | undefined {
    const names = Object.keys(value).filter((name) => /^[A-Za-z][\w-]*$/.test(name));
    const spelt = names.join(' ');
    if (spelt !== this.#spelt) [this.#spelt, this.#header] = [spelt, this.#headerOf(names)];
    const header = this.#header;
    return header === undefined ? undefined : { header, text: names.map((name) => wordOf(value[name])).join(' ') };
  }

  /** The line that would name such fields, if lines below it can be read. */
  #headerOf(names: readonly string[]): string | undefined {
    if (names.length > FIELDS_MAX) return undefined;
    for (const { table, lines } of this.#sources) {
      const found = table?.(names);
      if (found === undefined || !('header' in found)) continue;
      if (lines?.layout(Buffer.from(found.header), undefined)?.kind === 'read') return found.header;
    }
    return undefined;
  }

  *#text(text: string, at: At): Generator<CarrierItem> {
    const { line, home } = at;
    const trimmed = text.trim();
    if (trimmed === '') return yield { kind: 'pass', note: EMPTY_NOTE, line };
    if (/^[{["]/.test(trimmed)) {
      const value = parseJson(trimmed);
      if (value === undefined) yield* this.pieces(Buffer.from(trimmed), deeper(at));
      else yield* this.item(value, deeper(at));
    } else if (ENCODED.test(trimmed)) yield* this.item(Buffer.from(trimmed, 'base64'), deeper(at));
    else for (const each of trimmed.split('\n')) if (each.trim() !== '') yield { kind: 'line', text: each, line, home };
  }

  *#bytes(bytes: Uint8Array, at: At): Generator<CarrierItem> {
    const { line, within } = at;
    const wrapping = wrappingOf(bytes);
    if (wrapping === undefined) return yield* this.#text(Buffer.from(bytes).toString(), deeper(at));
    const inside = this.#left > 0 ? unwrapped(bytes, wrapping, this.#left) : 'over';
    if (inside === undefined) return yield { kind: 'broken', line, within };
    if (inside === 'over') return yield { kind: 'over', line, within };
    this.#left -= inside.bytes.length + INFLATE_COST;
    yield* this.item(inside.bytes, deeper(at));
    if (inside.cut) yield { kind: 'cut', line };
  }
}

/** A field as a word of a line, in which `-` stands for an empty value. */
function wordOf(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? '-' : text.replaceAll(/\s+/g, '_');
}

function deeper(at: At): At {
  return { ...at, depth: at.depth + 1 };
}

function headOf(text: Uint8Array, start: number, end: number): string {
  return Buffer.from(text.subarray(start, Math.min(end, start + HEAD_MAX))).toString('latin1');
}

function elementsFrom(text: Uint8Array, { start, end }: Piece, list: RegExp, listDepth: number): number | undefined {
  if (listDepth > LIST_DEPTH_MAX) return undefined;
  if (text[start] === OPEN_ARRAY) return holdsTexts(text, start + 1) ? undefined : start + 1;
  const match = list.exec(headOf(text, start, end));
  return match === null ? undefined : start + match.index + match[0].length;
}

/** Whether a list holds strings. These may contain commas and line breaks, so such a list cannot be split that way. */
function holdsTexts(text: Uint8Array, from: number): boolean {
  let at = from;
  while (at < text.length && (text[at] ?? 0) <= 0x20) at++;
  return text[at] === QUOTE;
}

function linesIn(text: Uint8Array): number {
  return text.reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0);
}

/** Replaces line breaks by blanks: valid JSON has line breaks only between tokens. */
function onOneLine(bytes: Uint8Array): Uint8Array {
  return bytes.includes(0x0a) ? bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)) : bytes;
}
