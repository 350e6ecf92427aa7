// Flow log lines to columns. The header names the fields, so the host turns it into one operation per field.
//
// operation: 0 kind | 4 column, or 0 | 8 dictionary | 12 text that the last row had here | 16 its size | 20 its id
import { intern } from './dictionary';
import { at, lineEnd, same } from './memory';

const OPERATION: usize = 24;
const FREE: u32 = 0xffffffff;

const SKIP: u32 = 0;
const SMALL: u32 = 1;
const NUMBER: u32 = 2;
const LARGE: u32 = 3;
const ADDRESS: u32 = 4; // a text that must not be absent
const TEXT: u32 = 5;
const STATUS: u32 = 6; // a text that must be OK: the others say that there is no record, or that records are lost

/** `-` where a number up to 65,535 is usual. */
const ABSENT: u32 = 65536;

let end: usize = 0;
let rows: u32 = 0;
let skips: u32 = 0;
let stop: usize = 0;

export function flowRows(): u32 {
  return rows;
}

/** Lines that are no record, and the size FREE for those that should be none: blank ones and headers. */
export function flowSkips(): u32 {
  return skips;
}

/** How far the text was read: to its end, unless there was no room. */
export function flowStop(): u32 {
  return <u32>stop;
}

/** Decodes lines while there is room for `max` rows and `max` skips. `header`: a line like it is passed over. */
export function flow(text: usize, size: u32, operations: usize, fields: u32, header: usize, headerSize: u32, starts: usize, skipTable: usize, max: u32): void {
  end = text + size;
  memory.fill(end, 0, 64);
  rows = 0;
  skips = 0;
  const operationsEnd = operations + <usize>fields * OPERATION;
  for (let op = operations; op < operationsEnd; op += OPERATION) store<u32>(op, FREE, 16);
  let p = text;
  let line: u32 = 0;
  while (p < end && rows < max && skips < max) {
    const from = p;
    line++;
    p = decode(p, operations, operationsEnd);
    if (p) {
      store<u32>(starts + (<usize>rows << 2), <u32>(from - text));
      rows++;
    } else {
      p = lineEnd(from, end);
      const entry = skipTable + <usize>skips * 12;
      skips++;
      store<u32>(entry, line);
      store<u32>(entry, <u32>(from - text), 4);
      store<u32>(entry, isBlank(from, p) || isHeader(from, p, header, headerSize) ? FREE : <u32>(p - from), 8);
    }
    p++;
  }
  stop = min(p, end) - text;
}

/** Decodes the line at `p` to the columns of the next row. Returns its end, or 0: it is no record. */
function decode(p: usize, operations: usize, operationsEnd: usize): usize {
  p = blanks(p);
  for (let op = operations; op < operationsEnd; op += OPERATION) {
    const kind = load<u32>(op);
    if (kind == SKIP) {
      const from = p;
      p = wordEnd(p);
      if (p == from) return 0;
    } else if (kind == SMALL) p = small(p, load<u32>(op, 4));
    else if (kind >= ADDRESS) p = word(p, op, kind);
    else if (kind == NUMBER) p = number(p, load<u32>(op, 4));
    else p = large(p, load<u32>(op, 4));
    if (!p) return 0;
    if (at(p) == 0x20) {
      p++;
      if (at(p) <= 0x20) p = blanks(p);
    } else {
      if (at(p) > 0x20) return 0;
      p = blanks(p);
    }
  }
  return at(p) == 0x0a || p == end ? p : 0;
}

function blanks(p: usize): usize {
  while (at(p) == 0x20 || at(p) == 0x09 || at(p) == 0x0d) p++;
  return p;
}

function wordEnd(p: usize): usize {
  while (true) {
    const stops: u32 = i8x16.bitmask(i8x16.lt_u(v128.load(p), i8x16.splat(0x21)));
    if (stops) return p + ctz(stops);
    p += 16;
  }
  return p;
}

function small(p: usize, column: usize): usize {
  let v: u32 = at(p) - 0x30;
  if (v >= 10) {
    if (at(p) != 0x2d) return 0;
    store<u32>(column + (<usize>rows << 2), ABSENT);
    return p + 1;
  }
  const from = p;
  let digit: u32 = 0;
  while ((digit = at(++p) - 0x30) < 10) v = v * 10 + digit;
  if (p - from > 5 || v > 65535) return 0;
  store<u32>(column + (<usize>rows << 2), v);
  return p;
}

function number(p: usize, column: usize): usize {
  const from = p;
  let v: u64 = 0;
  let digit: u32 = 0;
  while ((digit = at(p) - 0x30) < 10) {
    v = v * 10 + digit;
    p++;
  }
  if (p == from || p - from > 10 || v > 0xffffffff) return 0;
  store<u32>(column + (<usize>rows << 2), <u32>v);
  return p;
}

function large(p: usize, column: usize): usize {
  if (at(p) == 0x2d) {
    store<f64>(column + (<usize>rows << 3), NaN);
    return p + 1;
  }
  const from = p;
  let v: u64 = 0;
  let digit: u32 = 0;
  while ((digit = at(p) - 0x30) < 10) {
    v = v * 10 + digit;
    p++;
  }
  if (p == from || p - from > 15) return 0;
  store<f64>(column + (<usize>rows << 3), <f64>v);
  return p;
}

function word(p: usize, op: usize, kind: u32): usize {
  const q = wordEnd(p);
  const size = <u32>(q - p);
  if (!size) return 0;
  if (kind == STATUS && (size != 2 || load<u16>(p) != 0x4b4f)) return 0;
  const column: usize = load<u32>(op, 4);
  if (!column) return q;
  let id: u32 = 0;
  if (size == load<u32>(op, 16) && same(load<u32>(op, 12), p, size)) id = load<u32>(op, 20);
  else {
    id = size == 1 && at(p) == 0x2d ? 0 : intern(load<u32>(op, 8), p, size);
    if (!id && kind == ADDRESS) return 0;
    store<u32>(op, <u32>p, 12);
    store<u32>(op, size, 16);
    store<u32>(op, id, 20);
  }
  store<u32>(column + (<usize>rows << 2), id);
  return q;
}

function isBlank(p: usize, lineStop: usize): bool {
  return blanks(p) == lineStop;
}

/** Whether a line has the words of the header. Both are compared word by word, for blanks may differ. */
function isHeader(p: usize, lineStop: usize, header: usize, headerSize: u32): bool {
  const headerEnd = header + headerSize;
  p = blanks(p);
  while (header < headerEnd) {
    const size = min(wordEnd(header), headerEnd) - header;
    if (wordEnd(p) - p != size || !same(p, header, size)) return false;
    p = blanks(p + size);
    header += size + 1;
  }
  return p == lineStop;
}
