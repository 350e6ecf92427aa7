// Flow log lines to columns. The header names the fields, so the host turns each wanted one into an operation. A line
// is split into words, then its wanted words are converted; when one cannot be, the line is no record. Texts come last
// and addresses before them, so that of a line that is no record at most addresses were given ids, to be forgotten.
//
// operation: 0 kind | 4 column | 8 dictionary | 12 its word | 16 text of the row before | 20 its size | 24 its id
//            of a number: 16 the eight digits that the row before began with | 24 what they are
// word:      0 start | 4 end
import { count, forget, intern } from './dictionary';
import { at, lineEnd, same } from './memory';

const OPERATION: usize = 32;
const WORD: usize = 8;
const SILENT: u32 = 0xffffffff;

const STATUS: u32 = 0; // must be OK: the others say that there is no record, or that records were lost
const SMALL: u32 = 1;
const NUMBER: u32 = 2;
const LARGE: u32 = 3;
const PACKET_ADDRESS: u32 = 4; // a text that may be absent
const ADDRESS: u32 = 5;

/** `-` where a number up to 65,535 is usual. */
const ABSENT: u32 = 65536;
const NO_NUMBER: u64 = 0xffffffffffffffff;

/** Few enough that the engine soon runs what it has optimized meanwhile, instead of what it began with. */
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
let fields: u32 = 0;
let addresses: usize = 0;
let header: usize = 0;
let starts: usize = 0;
let skipTable: usize = 0;
let rowMax: u32 = 0;

export function flowRows(): u32 {
  return rows;
}

/** Lines before those of this batch. */
export function flowLines(): u32 {
  return linesBefore;
}

/** Lines that are no record, and those that should be none: blank ones and headers, whose size is SILENT. */
export function flowSkips(): u32 {
  return skips;
}

/** How far the text was read: to its end, unless there was no room. */
export function flowStop(): u32 {
  return <u32>(min(cursor, end) - text);
}

/**
 * Before each read. A line has `fieldCount` words; `wordTable` has room for 64 more. `headerText`: the names with a
 * space after each. `nextFlow` comes before the first batch as before any other.
 */
export function prepareFlow(from: usize, size: u32, operationTable: usize, operationCount: u32, wordTable: usize, fieldCount: u32, addressBook: usize, headerText: usize, rowStarts: usize, skipsAt: usize): void {
  text = from;
  end = from + size;
  memory.fill(end, 0, 128);
  cursor = from;
  line = 0;
  operations = operationTable;
  operationsEnd = operationTable + <usize>operationCount * OPERATION;
  for (let op = operations; op < operationsEnd; op += OPERATION) store<u32>(op, SILENT, 20);
  words = wordTable;
  fields = fieldCount;
  addresses = addressBook;
  header = headerText;
  starts = rowStarts;
  skipTable = skipsAt;
}

/** Begins another batch where the one before ended. `max`: rows, and skips, there is room for. */
export function nextFlow(max: u32): void {
  linesBefore = line;
  rows = 0;
  skips = 0;
  rowMax = max;
}

/** Decodes some lines. False: there are no more, or there is no room. */
export function readFlow(): bool {
  for (let i: u32 = 0; i < LINES_AT_ONCE; i++) {
    if (cursor >= end || rows == rowMax || skips == rowMax) return false;
    readLine();
  }
  return true;
}

function readLine(): void {
  const from = cursor;
  line++;
  const known = count(addresses);
  let found = split(from);
  if (!found) found = splitOdd(from);
  if (found == fields && convert()) {
    store<u32>(starts + (<usize>rows << 2), <u32>(from - text));
    rows++;
  } else {
    forgetAddresses(known);
    cursor = lineEnd(from, end);
    const entry = skipTable + <usize>skips * 12;
    store<u32>(entry, line);
    store<u32>(entry, <u32>(from - text), 4);
    store<u32>(entry, !found || isHeader(found) ? SILENT : <u32>(cursor - from), 8);
    skips++;
  }
  cursor++;
}

function forgetAddresses(known: u32): void {
  if (count(addresses) == known) return;
  forget(addresses, known);
  for (let op = operations; op < operationsEnd; op += OPERATION) store<u32>(op, SILENT, 20);
}

/**
 * Finds the words of a line as AWS writes it: one space between words, none beside. Returns how many, and moves the
 * cursor to the end of the line; 0 for any other line.
 */
function split(from: usize): u32 {
  let block = from;
  let word = words;
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
    const found = <u32>((word - words) >> 3);
    if (others) {
      cursor = block + <usize>ctz(others);
      return at(cursor) == 0x0a || cursor == end ? found : 0;
    }
    if (found > fields) return found;
    block += 64;
  }
  return 0;
}

/** The same for tools that rewrote the line: any blanks, tabs and carriage returns. 0: nothing but those. */
function splitOdd(from: usize): u32 {
  let p = blanks(from);
  let found: u32 = 0;
  while (at(p) > 0x20) {
    if (found == fields) return found + 1;
    const word = words + <usize>found * WORD;
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

/** Puts the wanted words to the columns of the next row. False: one is not of its kind. */
function convert(): bool {
  for (let op = operations; op < operationsEnd; op += OPERATION) {
    const kind = load<u32>(op);
    const word: usize = load<u32>(op, 12);
    const p: usize = load<u32>(word);
    const size = load<u32>(word, 4) - <u32>p;
    const column: usize = load<u32>(op, 4);
    if (kind == ADDRESS) {
      const id = intern(load<u32>(op, 8), p, size);
      if (!id) return false;
      store<u32>(column + (<usize>rows << 2), id);
    } else if (kind >= PACKET_ADDRESS) {
      if (!convertText(op, column, p, size)) return false;
    } else if (kind == SMALL) {
      let v = size <= 5 ? digits(p, size) : NO_NUMBER;
      if (v >= ABSENT) {
        if (!isAbsent(p, size)) return false;
        v = ABSENT;
      }
      store<u32>(column + (<usize>rows << 2), <u32>v);
    } else if (kind == LARGE) {
      const v = number(p, size);
      if (v == NO_NUMBER && !isAbsent(p, size)) return false;
      store<f64>(column + (<usize>rows << 3), v == NO_NUMBER ? NaN : <f64>v);
    } else if (kind == NUMBER) {
      const v = size == 10 ? ten(op, p) : number(p, size);
      if (v > 0xffffffff) return false;
      store<u32>(column + (<usize>rows << 2), <u32>v);
    } else if (size != 2 || load<u16>(p) != 0x4b4f) return false;
  }
  return true;
}

function convertText(op: usize, column: usize, p: usize, size: u32): bool {
  let id: u32 = 0;
  if (size == load<u32>(op, 20) && same(load<u32>(op, 16), p, size)) id = load<u32>(op, 24);
  else {
    const absent = isAbsent(p, size);
    if (!absent) id = intern(load<u32>(op, 8), p, size);
    if (!id && !absent) return false;
    store<u32>(op, <u32>p, 16);
    store<u32>(op, size, 20);
    store<u32>(op, id, 24);
  }
  store<u32>(column + (<usize>rows << 2), id);
  return true;
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

/** Ten digits, as a time has: the first eight are mostly those of the row before. */
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

/** 1 to 8 digits at once: each byte's digit, then pairs of them, then pairs of pairs. */
function digits(p: usize, size: u32): u64 {
  let v = (load<u64>(p) ^ 0x3030303030303030) << (64 - (size << 3));
  if (((v + 0x7676767676767676) | v) & 0x8080808080808080) return NO_NUMBER;
  v = (v * (10 * 0x100 + 1)) >> 8;
  v = ((v & 0x00ff00ff00ff00ff) * (100 * 0x10000 + 1)) >> 16;
  return ((v & 0x0000ffff0000ffff) * (10_000 * 0x100000000 + 1)) >> 32;
}

function isHeader(found: u32): bool {
  if (found != fields) return false;
  let name = header;
  for (let word = words; word < words + <usize>found * WORD; word += WORD) {
    const p: usize = load<u32>(word);
    const size = load<u32>(word, 4) - <u32>p;
    if (!same(name, p, size) || at(name + size) != 0x20) return false;
    name += size + 1;
  }
  return true;
}
