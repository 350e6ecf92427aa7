/** A piece of text that is a JSON object or array, or that should have been one. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Line on which it starts, from 1. */
  readonly line: number;
  /** `cut`: the text ends within it; `garbled`: no object or array starts here, or a string in it runs over the line. */
  readonly state: 'whole' | 'cut' | 'garbled';
}

/**
 * Splits text into the JSON values that follow one another: one a line, back to back as Firehose writes them, or
 * between commas within an array. It tracks only brackets and strings, so a piece may still be invalid JSON inside. It
 * never gives up: unexpected text becomes a piece as well, and splitting resumes on the next line.
 *
 * @param start where to begin; just after a `[` with `within: 'array'`, which ends at its `]`
 */
export function* splitJson(
  text: Uint8Array,
  start = 0,
  within: 'text' | 'array' = 'text',
  firstLine = 1,
): Generator<Piece> {
  const isBetween = within === 'array' ? isGap : isGapOrClosing;
  let line = firstLine;
  let at = start;
  for (;;) {
    for (; at < text.length && isBetween(text[at]); at++) if (text[at] === NEWLINE) line++;
    if (at >= text.length || (within === 'array' && text[at] === CLOSE_ARRAY)) return;
    const piece = isOpening(text[at]) ? container(text, at, line) : garbled(text, at, line, within);
    yield piece;
    for (; at < piece.end; at++) if (text[at] === NEWLINE) line++;
  }
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Whitespace and commas; also the zero bytes that some tools pad with, and the byte order marks that are left where
 * files were put together.
 */
function isGap(byte: number | undefined): boolean {
  return byte !== undefined && GAPS.has(byte);
}

const GAPS: ReadonlySet<number> = new Set([0x20, NEWLINE, 0x0d, 0x09, COMMA, 0, 0xef, 0xbb, 0xbf]);

/** At the top level, closing brackets are left over from a damaged piece. */
function isGapOrClosing(byte: number | undefined): boolean {
  return isGap(byte) || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}

function isOpening(byte: number | undefined): boolean {
  return byte === OPEN_OBJECT || byte === OPEN_ARRAY;
}

function container(text: Uint8Array, start: number, line: number): Piece {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const byte = text[at];
    if (byte === QUOTE) {
      at = stringEnd(text, at);
      // A raw line break is not allowed in a JSON string: the closing quote is missing.
      if (text[at] === NEWLINE) return { start, end: at, line, state: 'garbled' };
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth--;
      if (depth === 0) return { start, end: at + 1, line, state: 'whole' };
    }
  }
  return { start, end: text.length, line, state: 'cut' };
}

/** Where the string that starts at `start` ends: at its closing quote, a line break, or the end of the text. */
function stringEnd(text: Uint8Array, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const byte = text[at];
    if (byte === QUOTE || byte === NEWLINE) return at;
    if (byte === BACKSLASH) at++;
  }
  return text.length;
}

/** Text that is no object or array: the rest of the line, or of the array's element. */
function garbled(text: Uint8Array, start: number, line: number, within: 'text' | 'array'): Piece {
  const isEnd = within === 'array' ? endsElement : isNewline;
  let end = start + 1;
  while (end < text.length && !isEnd(text[end])) end++;
  return { start, end, line, state: 'garbled' };
}

function endsElement(byte: number | undefined): boolean {
  return byte === NEWLINE || byte === COMMA || byte === CLOSE_ARRAY;
}

function isNewline(byte: number | undefined): boolean {
  return byte === NEWLINE;
}
