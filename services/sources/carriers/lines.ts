import { Buffer } from 'node:buffer';
import type { CsvTable } from '../log-source.ts';
import { isPlain, parseJson } from '../plain.ts';
import { openCsv } from './csv.ts';

/** A text after one layer of decoration was removed from its lines. */
export interface Undecorated {
  readonly text: Uint8Array;
  /** The line of the object that a line comes from; undefined: the same. */
  readonly positionOf?: (line: number) => number;
  /** Lines of the object whose decoration could not be removed. */
  readonly broken?: readonly number[];
}

/** Why a recognized text is not read. */
export interface Declined {
  readonly message: string;
}

/** How the known sources judge a text. */
export interface Looks {
  /** Whether a line is a record of some source of lines. */
  isRecord(line: string): boolean;
  /** How the first source that knows a CSV table of these columns reads it. */
  tableOf(columns: readonly string[]): CsvTable | undefined;
}

/**
 * Lines of logs may be decorated: with colours, as a CSV table, with a time and a stream name in front. Removes one
 * such layer; undefined for a text without any.
 */
export function undecorated(text: Uint8Array, looks: Looks): Undecorated | Declined | undefined {
  const head = Buffer.from(text.subarray(0, HEAD_MAX)).toString();
  for (const dress of DECORATIONS) {
    const bare = dress(text, head, looks);
    if (bare !== undefined) return bare;
  }
  return undefined;
}

/** Decodes gzip, zstd or JSON in base64, one item a line or wrapped at a width; undefined for another text. */
export function encodedItems(
  text: Uint8Array,
): Iterable<{ readonly bytes: Uint8Array; readonly line: number }> | undefined {
  const head = Buffer.from(text.subarray(0, HEAD_MAX)).toString('latin1').trimStart();
  return ENCODED_START.test(head) && /^[A-Za-z0-9+/=\s]*$/.test(head) ? decodedItems(text) : undefined;
}

const HEAD_MAX = 1 << 16;
const FEED = 0x0a;
const TAB = 0x09;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/**
 * The beginnings of gzip, zstd, `{"`, `{ ` and `[{` in base64. No ordinary line begins like this and then has only
 * characters of base64.
 */
const ENCODED_START = /^(?:H4sI|KLUv\/|eyJ|eyA|ewo|W3s)/;

function* decodedItems(text: Uint8Array): Generator<{ readonly bytes: Uint8Array; readonly line: number }> {
  let item: string[] = [];
  let first = 1;
  for (const { start, end, line } of linesOf(text)) {
    const part = Buffer.from(text.subarray(start, end)).toString('latin1').trim();
    if (ENCODED_START.test(part) && item.length > 0) {
      yield { bytes: Buffer.from(item.join(''), 'base64'), line: first };
      item = [];
    }
    if (part === '') continue;
    if (item.length === 0) first = line;
    item.push(part);
  }
  if (item.length > 0) yield { bytes: Buffer.from(item.join(''), 'base64'), line: first };
}

function* linesOf(
  text: Uint8Array,
): Generator<{ readonly start: number; readonly end: number; readonly line: number }> {
  for (let start = 0, line = 1; start < text.length; line++) {
    const feed = text.indexOf(FEED, start);
    const end = feed < 0 ? text.length : feed;
    yield { start, end, line };
    start = end + 1;
  }
}

type Undecorate = (text: Uint8Array, head: string, looks: Looks) => Undecorated | Declined | undefined;

/** `aws logs tail` in a terminal. */
const coloured: Undecorate = (text, head) =>
  head.slice(0, PREFIX_MAX).includes(ESCAPE)
    ? { text: Buffer.from(Buffer.from(text).toString().replace(COLOUR, '')) }
    : undefined;
const ESCAPE = '\u001b[';
const COLOUR = new RegExp(`${ESCAPE.replace('[', String.raw`\[`)}[\\d;]{0,20}[A-Za-z]`, 'g');

/** Downloads from the console, and exports of Athena and Splunk. */
const tabled: Undecorate = openCsv;

/** Records separated by tabs, as the AWS CLI writes a list of messages with `--output text`. */
const besideEachOther: Undecorate = (text, head, { isRecord }) => {
  const [first = '', second] = head.trimStart().split(/[\t\n]/, 2);
  const isList = second !== undefined && head.trimStart()[first.length] === '\t' && isRecord(first) && isRecord(second);
  if (!isList) return undefined;
  const positions: number[] = [];
  let line = 1;
  for (const byte of text) {
    if (byte !== TAB && byte !== FEED) continue;
    positions.push(line);
    if (byte === FEED) line++;
  }
  return {
    text: text.map((byte) => (byte === TAB ? FEED : byte)),
    positionOf: (at) => positions[at - 1] ?? line,
  };
};

/**
 * Words before the message: a time (exports of CloudWatch Logs, `aws logs tail --format short`), a time and a stream
 * (`aws logs tail`), or the prefix of another program.
 */
const prefixed: Undecorate = (text, head, { isRecord }) => {
  const lines = head.split('\n', LOOKED_AT).filter((line) => line.trim() !== '');
  for (const line of lines) {
    for (let words = 1, at = wordEnd(line, 0); words <= WORDS_MAX && at < line.length; words++, at = wordEnd(line, at))
      if (isRecord(line.slice(at))) return { text: cut(text, (start, end) => afterWords(text, start, end, words)) };
    const brace = line.indexOf('{');
    if (brace > 0 && brace < PREFIX_MAX && opensJson(line.slice(brace), line))
      return {
        text: cut(
          text,
          (start, end) => atBrace(text, start, end),
          (start, end) => afterObject(text, start, end),
        ),
      };
  }
  return undefined;
};

/** Output of the AWS CLI in its formats for people. */
const drawn: Undecorate = (_, head) => {
  const form = /^\s*-{5,}\r?\n\|/.test(head)
    ? 'table'
    : /^\s*(?:Records|Events|events|Messages|results|QueryResultRows):[ \t]*\r?\n\s*- /.test(head)
      ? 'yaml'
      : undefined;
  return (
    form && { message: `It looks like an answer of the AWS CLI as --output ${form}: ask again with --output json.` }
  );
};

const DECORATIONS: readonly Undecorate[] = [coloured, tabled, besideEachOther, prefixed, drawn];
const LOOKED_AT = 20;
const WORDS_MAX = 8;
const PREFIX_MAX = 1024;

/**
 * A complete object, followed by cells where the AWS CLI wrote a table; or, after a time, the first line of an object
 * that spans several.
 */
function opensJson(rest: string, line: string): boolean {
  if (rest.trim() === '{') return /^\d{4}-\d\d-\d\dT/.test(line);
  return isPlain(parseJson(rest.replace(/\}\t[^}]*$/, '}'))) || (rest.length > PREFIX_MAX && rest.startsWith('{"'));
}

/** Where the next word begins. */
function wordEnd(line: string, from: number): number {
  let at = from;
  while (at < line.length && line[at] !== ' ' && line[at] !== '\t') at++;
  while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++;
  return at;
}

/** A line with fewer words stays whole, so that it is reported. */
function afterWords(text: Uint8Array, start: number, end: number, words: number): number {
  let at = start;
  for (let word = 0; word < words && at < end; word++) {
    while (at < end && !isBlank(text[at])) at++;
    while (at < end && isBlank(text[at])) at++;
  }
  return at < end ? at : start;
}

/** Lines that continue an object begin with blanks or brackets, and stay whole. */
function atBrace(text: Uint8Array, start: number, end: number): number {
  const first = text[start];
  if (first === undefined || isBlank(first) || CONTINUES.has(first)) return start;
  const brace = text.indexOf(OPEN_OBJECT, start);
  return brace < 0 || brace >= Math.min(end, start + PREFIX_MAX) ? start : brace;
}

/** Cuts off the cells after an object: JSON has no tab after its last bracket. */
function afterObject(text: Uint8Array, start: number, end: number): number {
  const after = text.subarray(start, end).lastIndexOf(CLOSE_OBJECT) + 1;
  return after > 0 && text[start + after] === TAB ? start + after : end;
}

const CONTINUES: ReadonlySet<number> = new Set(Buffer.from('{}[]",'));

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

type Edge = (start: number, end: number) => number;

/** The text with each line cut to the range between two edges. */
function cut(text: Uint8Array, from: Edge, to: Edge = (_, end) => end): Uint8Array {
  const kept = new Uint8Array(text.length);
  let size = 0;
  for (const { start, end } of linesOf(text)) {
    const line = text.subarray(from(start, end), to(start, end));
    kept.set(line, size);
    size += line.length;
    if (end < text.length) kept[size++] = FEED;
  }
  return kept.subarray(0, size);
}
