// Turns flow log lines into columns. The header names the fields, and the host turns each wanted one into an operation.
// Some lines at a time are split into words; then their wanted words are converted, field by field. A line with a word
// that cannot be converted is no record. Texts come last, and addresses before them: so at most addresses of such a
// line were given ids, which are removed again.
//
// operation: 0 kind | 4 column | 8 dictionary | 12 offset of its word from the first of a line
//            for a text: 16 the text of the row before | 20 its size | 24 its id
//            for a number: 16 the first eight digits of the row before | 24 their value
// word:      0 start | 4 end
import { count, forget, inquire, intern, internAll } from './dictionary';
import { at, lineEnd, same } from './memory';

const OPERATION: usize = 32;
const WORD: usize = 8;
const SILENT: u32 = 0xffffffff;

const STATUS: u32 = 0; // must be OK: other values mean that there is no record, or that records were lost
const SMALL: u32 = 1;
const NUMBER: u32 = 2;
const LARGE: u32 = 3;
const PACKET_ADDRESS: u32 = 4; // a text that may be absent
const ADDRESS: u32 = 5;
const TEXT: u32 = 6;

/** The value of `-` in a column of numbers up to 65,535. */
const ABSENT: u32 = 65536;
const NO_NUMBER: u64 = 0xffffffffffffffff;

/** Small, so that the engine soon switches to the code that it optimized meanwhile. */
const LINES_AT_ONCE: u32 = 2048;

let text: usize = 0;
let end: usize = 0;
let cursor: usize = 0;
let line: u32 = 0;
let linesBefore: u32 = 0;
let rows: u32 = 0;
let skips: u32 = 0;

let operations: usize = 0;
let operationsEnd: usize = 0;
let words: usize = 0;
let blockLines: u32 = 0;
let fields: u32 = 0;
let stride: usize = 0;
let addressOperations: usize = 0;
let textOperations: usize = 0;
let addresses: usize = 0;
let inquiries: usize = 0;
let header: usize = 0;
let starts: usize = 0;
let skipTable: usize = 0;
let rowMax: u32 = 0;

export function flowRows(): u32 {
  return rows;
}

/** Number of lines before this batch. */
export function flowLines(): u32 {
  return linesBefore;
}

/** Number of lines that are no record. In the skip table, blank lines and headers have size SILENT: they are no errors. */
export function flowSkips(): u32 {
  return skips;
}

/** Where reading stopped: at the end of the text, unless there was no room. */
export function flowStop(): u32 {
  return <u32>(min(cursor, end) - text);
}

/**
 * Call it before each text. A line has `fieldCount` words; `wordTable` has room for those of `linesTogether` lines and
 * 64 more, `inquiryTable` for their addresses. `headerText`: the names with a space after each. Call `nextFlow` before
 * every batch, including the first.
 */
export function prepareFlow(from: usize, size: u32, operationTable: usize, operationCount: u32, wordTable: usize, linesTogether: u32, fieldCount: u32, addressBook: usize, inquiryTable: usize, headerText: usize, rowStarts: usize, skipsAt: usize): void {
  text = from;
  end = from + size;
  memory.fill(end, 0, 128);
  cursor = from;
  line = 0;
  operations = operationTable;
  operationsEnd = operationTable + <usize>operationCount * OPERATION;
  for (let op = operations; op < operationsEnd; op += OPERATION) store<u32>(op, SILENT, 20);
  addressOperations = firstOf(PACKET_ADDRESS);
  textOperations = firstOf(TEXT);
  words = wordTable;
  blockLines = linesTogether;
  fields = fieldCount;
  stride = <usize>fieldCount * WORD;
  addresses = addressBook;
  inquiries = inquiryTable;
  header = headerText;
  starts = rowStarts;
  skipTable = skipsAt;
}

/** The first operation of this kind or a later one. */
function firstOf(kind: u32): usize {
  let op = operations;
  while (op < operationsEnd && load<u32>(op) < kind) op += OPERATION;
  return op;
}

/** Begins the next batch where the previous one ended. `max`: maximum of rows, and of skipped lines. */
export function nextFlow(max: u32): void {
  linesBefore = line;
  rows = 0;
  skips = 0;
  rowMax = max;
}

/** Decodes some lines. Returns false at the end of the text, or when there is no room. */
export function readFlow(): bool {
  for (let i: u32 = 0; i < LINES_AT_ONCE; i += blockLines) {
    const room = rowMax - max(rows, skips);
    if (cursor >= end || !room) return false;
    readBlock(min(room, blockLines));
  }
  return true;
}

/** Decodes up to `most` lines together; repeats them one by one when a word cannot be converted, which is rare. */
function readBlock(most: u32): void {
  const from = cursor;
  const lineBefore = line;
  const skipsBefore = skips;
  const found = splitLines(most);
  if (convert(found)) rows += found;
  else if (most == 1) skip(from, fields, words);
  else {
    const stop = cursor;
    cursor = from;
    line = lineBefore;
    skips = skipsBefore;
    while (cursor < stop) readBlock(1);
  }
}

/** Splits lines into words until there are enough. Returns how many lines may be records. */
function splitLines(most: u32): u32 {
  let word = words;
  let row = starts + (<usize>rows << 2);
  for (let i: u32 = 0; i < most && cursor < end; i++) {
    const from = cursor;
    line++;
    let found = split(from, word);
    if (!found) found = splitOdd(from, word);
    if (found == fields && isOk(word)) {
      store<u32>(row, <u32>(from - text));
      row += 4;
      word += stride;
      cursor++;
    } else skip(from, found, word);
  }
  return <u32>((row - starts) >> 2) - rows;
}

function isOk(word: usize): bool {
  for (let op = operations; op < operationsEnd && load<u32>(op) == STATUS; op += OPERATION) {
    const status = word + load<u32>(op, 12);
    const p: usize = load<u32>(status);
    const size = load<u32>(status, 4) - <u32>p;
    if (size != 2 || load<u16>(p) != 0x4b4f) return false;
  }
  return true;
}

/** Skips a line that is no record, in which `found` words were found. */
function skip(from: usize, found: u32, word: usize): void {
  const stop = lineEnd(from, end);
  const entry = skipTable + <usize>skips * 12;
  store<u32>(entry, line);
  store<u32>(entry, <u32>(from - text), 4);
  store<u32>(entry, !found || isHeader(found, word) ? SILENT : <u32>(stop - from), 8);
  skips++;
  cursor = stop + 1;
}

/**
 * Splits a line in AWS's format: one space between words, none elsewhere. Returns the number of words, and moves the
 * cursor to the end of the line; returns 0 for any other line.
 */
function split(from: usize, to: usize): u32 {
  let block = from;
  let word = to;
  let stopBefore: u64 = 1;
  store<u32>(word, <u32>from);
  while (true) {
    let stops: u64 = 0;
    let spaces: u64 = 0;
    for (let i: usize = 0; i < 64; i += 16) {
      const v = v128.load(block + i);
      stops |= <u64>(<u32>i8x16.bitmask(i8x16.lt_u(v, i8x16.splat(0x21)))) << i;
      spaces |= <u64>(<u32>i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x20)))) << i;
    }
    const others = stops ^ spaces;
    if (others) stops &= others ^ (others - 1);
    if (stops & ((stops << 1) | stopBefore)) return 0;
    stopBefore = stops >> 63;
    for (; stops; stops &= stops - 1) {
      const stop = <u64>(block + <usize>ctz(stops));
      store<u64>(word, stop | ((stop + 1) << 32), 4);
      word += WORD;
    }
    const found = <u32>((word - to) >> 3);
    if (others) {
      cursor = block + <usize>ctz(others);
      return at(cursor) == 0x0a || cursor == end ? found : 0;
    }
    if (found > fields) return found;
    block += 64;
  }
  return 0;
}

/**
 * The same for lines that other tools rewrote: with any blanks, tabs and carriage returns. 0: the line has nothing
 * else.
 */
function splitOdd(from: usize, to: usize): u32 {
  let p = blanks(from);
  let found: u32 = 0;
  while (at(p) > 0x20) {
    if (found == fields) return found + 1;
    const word = to + <usize>found * WORD;
    store<u32>(word, <u32>p);
    while (at(p) > 0x20) p++;
    store<u32>(word, <u32>p, 4);
    found++;
    p = blanks(p);
  }
  cursor = p;
  return at(p) == 0x0a || p == end ? found : fields + 1;
}

function blanks(p: usize): usize {
  while (at(p) == 0x20 || at(p) == 0x09 || at(p) == 0x0d) p++;
  return p;
}

/**
 * Converts the wanted words of `found` lines into the next rows, field by field; only addresses go row by row, which
 * determines their ids. Returns false when a word is not of its kind; no text has been given an id then.
 */
function convert(found: u32): bool {
  let op = operations;
  for (; op < addressOperations; op += OPERATION) {
    if (!convertNumbers(op, found)) return false;
  }
  if (!convertAddresses(found)) return false;
  for (op = textOperations; op < operationsEnd; op += OPERATION) convertTexts(op, found);
  return true;
}

function convertNumbers(op: usize, found: u32): bool {
  const kind = load<u32>(op);
  const column: usize = load<u32>(op, 4);
  let word = words + load<u32>(op, 12);
  const stop = word + <usize>found * stride;
  if (kind == SMALL) {
    for (let to = column + (<usize>rows << 2); word < stop; word += stride, to += 4) {
      const p: usize = load<u32>(word);
      const size = load<u32>(word, 4) - <u32>p;
      let v = size <= 5 ? digits(p, size) : NO_NUMBER;
      if (v >= ABSENT) {
        if (!isAbsent(p, size)) return false;
        v = ABSENT;
      }
      store<u32>(to, <u32>v);
    }
  } else if (kind == NUMBER) {
    for (let to = column + (<usize>rows << 2); word < stop; word += stride, to += 4) {
      const p: usize = load<u32>(word);
      const size = load<u32>(word, 4) - <u32>p;
      const v = size == 10 ? ten(op, p) : number(p, size);
      if (v > 0xffffffff) return false;
      store<u32>(to, <u32>v);
    }
  } else if (kind == LARGE) {
    for (let to = column + (<usize>rows << 3); word < stop; word += stride, to += 8) {
      const p: usize = load<u32>(word);
      const size = load<u32>(word, 4) - <u32>p;
      const v = number(p, size);
      if (v == NO_NUMBER && !isAbsent(p, size)) return false;
      store<f64>(to, v == NO_NUMBER ? NaN : <f64>v);
    }
  }
  return true;
}

/** Returns false when a word is no address; no address has been given an id then. */
function convertAddresses(found: u32): bool {
  const known = count(addresses);
  let line = words;
  let inquiry = inquiries;
  for (let row: usize = rows; row < <usize>(rows + found); row++, line += stride) {
    for (let op = addressOperations; op < textOperations; op += OPERATION) {
      const word = line + load<u32>(op, 12);
      const p: usize = load<u32>(word);
      const size = load<u32>(word, 4) - <u32>p;
      const to = <usize>load<u32>(op, 4) + (row << 2);
      if (load<u32>(op) == PACKET_ADDRESS && isAbsent(p, size)) {
        store<u32>(to, 0);
        continue;
      }
      inquiry = inquire(inquiry, addresses, p, size, to);
    }
  }
  if (internAll(inquiries, inquiry)) return true;
  forget(addresses, known);
  return false;
}

/** A word that repeats the row before, which is common, needs no look-up. */
function convertTexts(op: usize, found: u32): void {
  const dictionary: usize = load<u32>(op, 8);
  let word = words + load<u32>(op, 12);
  const stop = word + <usize>found * stride;
  for (let to = <usize>load<u32>(op, 4) + (<usize>rows << 2); word < stop; word += stride, to += 4) {
    const p: usize = load<u32>(word);
    const size = load<u32>(word, 4) - <u32>p;
    if (size != load<u32>(op, 20) || !same(load<u32>(op, 16), p, size)) {
      store<u32>(op, <u32>p, 16);
      store<u32>(op, size, 20);
      store<u32>(op, isAbsent(p, size) ? 0 : intern(dictionary, p, size), 24);
    }
    store<u32>(to, load<u32>(op, 24));
  }
}

function isAbsent(p: usize, size: u32): bool {
  return size == 1 && at(p) == 0x2d;
}

/** A number of 1 to 15 digits. */
function number(p: usize, size: u32): u64 {
  if (size <= 8) return digits(p, size);
  if (size > 15) return NO_NUMBER;
  const high = digits(p, size - 8);
  const low = digits(p + size - 8, 8);
  return high == NO_NUMBER || low == NO_NUMBER ? NO_NUMBER : high * 100_000_000 + low;
}

/** Ten digits, as in a time: the first eight are usually those of the row before. */
function ten(op: usize, p: usize): u64 {
  const head = load<u64>(p);
  if (head != load<u64>(op, 16)) {
    const v = digits(p, 8);
    if (v == NO_NUMBER) return NO_NUMBER;
    store<u64>(op, head, 16);
    store<u32>(op, <u32>v, 24);
  }
  const tens = at(p + 8) - 0x30;
  const ones = at(p + 9) - 0x30;
  return tens < 10 && ones < 10 ? <u64>load<u32>(op, 24) * 100 + tens * 10 + ones : NO_NUMBER;
}

/** Converts 1 to 8 digits at once: each byte into its digit, then pairs of digits, then pairs of pairs. */
function digits(p: usize, size: u32): u64 {
  let v = (load<u64>(p) ^ 0x3030303030303030) << (64 - (size << 3));
  if (((v + 0x7676767676767676) | v) & 0x8080808080808080) return NO_NUMBER;
  v = (v * (10 * 0x100 + 1)) >> 8;
  v = ((v & 0x00ff00ff00ff00ff) * (100 * 0x10000 + 1)) >> 16;
  return ((v & 0x0000ffff0000ffff) * (10_000 * 0x100000000 + 1)) >> 32;
}

function isHeader(found: u32, word: usize): bool {
  if (found != fields) return false;
  let name = header;
  for (const stop = word + stride; word < stop; word += WORD) {
    const p: usize = load<u32>(word);
    const size = load<u32>(word, 4) - <u32>p;
    if (!same(name, p, size) || at(name + size) != 0x20) return false;
    name += size + 1;
  }
  return true;
}
