// JSON records to columns. The host turns the wanted paths into a tree of keys; each record is walked once along it.
//
// Keys of the tree are numbered depth first, so all keys below one are a range. What a record has at a key is its cell;
// when the record is complete, its cells become a row.
//
// node: 0 slots | 4 mask
// slot: 0 size of the key, FREE when there is none | 4 key | 8 first number | 12 last number + 1 | 16 node below, or 0
// leaf: 0 column of ids, or 0 | 4 dictionary | 8 column of slices, or 0
// cell: 0 position, 0 when absent | 4 size | 8 kind; 16 bytes, for vectors
import { intern, scratch } from './dictionary';
import { begin, bracketEnd, colon, escaped, fail, DEPTH_MAX, failDeep, failed, failedDeep, lone, plain, retry, space, string, unescape, value } from './json';
import { at, lineEnd, reserve, same } from './memory';

const FREE: u32 = 0xffffffff;
const SLOT: usize = 32;
const LEAF: usize = 16;
const CELL: usize = 16;

const STRING: u32 = 0;
const ESCAPED: u32 = 1;
const SCALAR: u32 = 2;
const COMPOSITE: u32 = 3;

// What `readRecords` and `readLines` stop for.
const DONE: u32 = 0; // the whole text was read
const DOUBT: u32 = 1; // the record from `starts` to `ends` at `rowCount` is for the reference: tell `settle`
const STOPPED: u32 = 2; // not of the expected shape from `stoppedAt` on
const FULL: u32 = 3; // no room for another row

let root: usize = 0;
let leaves: usize = 0;
let leafCount: u32 = 0;
let cells: usize = 0;
let cellsBefore: usize = 0;
let cellsMax: u32 = 0;

let text: usize = 0;
let textEnd: usize = 0;
let doubtAll: bool = false;
let rowMax: u32 = 0;
let starts: usize = 0;
let ends: usize = 0;
let skips: usize = 0;

let row: u32 = 0;
let skipped: u32 = 0;
let line: u32 = 0;
let cursor: usize = 0;
let between: bool = false;
let deep: bool = false;

/** A node with room for `keys` keys. */
export function node(keys: u32): usize {
  let slots: u32 = 4;
  while (slots < keys << 2) slots <<= 1;
  const n = reserve(8);
  store<u32>(n, <u32>reserve(<usize>slots * SLOT));
  store<u32>(n, slots - 1, 4);
  for (let i: u32 = 0; i < slots; i++) store<u32>(<usize>load<u32>(n) + <usize>i * SLOT, FREE);
  return n;
}

export function addKey(n: usize, key: usize, size: u32, from: u32, to: u32, below: usize): void {
  const mask = load<u32>(n, 4);
  let i = keyHash(key, size) & mask;
  while (load<u32>(slotAt(n, i)) != FREE) i = (i + 1) & mask;
  const slot = slotAt(n, i);
  store<u32>(slot, size);
  store<u32>(slot, <u32>key, 4);
  store<u32>(slot, from, 8);
  store<u32>(slot, to, 12);
  store<u32>(slot, <u32>below, 16);
}

/**
 * Before each read. `rootNode`, `leafTable`, `numbers`: the plan. `from`, `size`: the text, whose following byte may be
 * overwritten. `max`: rows, and skipped lines, there is room for. `doubt`: every record is for the reference.
 */
export function prepare(rootNode: usize, leafTable: usize, numbers: u32, from: usize, size: u32, rowStarts: usize, rowEnds: usize, skipTable: usize, max: u32, doubt: bool): void {
  if (numbers > cellsMax) {
    cellsMax = numbers;
    cells = reserve(<usize>numbers * CELL);
    cellsBefore = reserve(<usize>numbers * CELL);
  }
  root = rootNode;
  leaves = leafTable;
  leafCount = numbers;
  text = from;
  textEnd = from + size;
  memory.fill(textEnd, 0, 64);
  starts = rowStarts;
  ends = rowEnds;
  skips = skipTable;
  rowMax = max;
  doubtAll = doubt;
  row = 0;
  skipped = 0;
  line = 0;
  cursor = text;
  between = false;
  forget();
}

export function rowCount(): u32 {
  return row;
}

/** Lines that are no record: line, start and size of each, in the skip table. */
export function skippedCount(): u32 {
  return skipped;
}

export function stoppedAt(): u32 {
  return <u32>(cursor - text);
}

/** Reads `{"Records":[…]}` on from where it stopped. */
export function readRecords(): u32 {
  begin(textEnd);
  let p = cursor;
  if (p == text) {
    p = head(p);
    if (failed()) return STOPPED;
    cursor = p;
  }
  while (true) {
    if (between) {
      if (at(p) != 0x2c) break;
      p = space(p + 1);
      if (at(p) != 0x7b) return STOPPED;
    } else if (at(p) != 0x7b) break;
    if (row == rowMax) return FULL;
    const from = p;
    p = record(p);
    if (failed()) return STOPPED;
    store<u32>(starts + (<usize>row << 2), <u32>(from - text));
    store<u32>(ends + (<usize>row << 2), <u32>(p - text));
    p = space(p);
    const sure = emit();
    between = true;
    cursor = p;
    if (!sure) return DOUBT;
    row++;
  }
  if (at(p) != 0x5d) return STOPPED;
  p = space(p + 1);
  if (at(p) != 0x7d || space(p + 1) != textEnd) return STOPPED;
  return DONE;
}

function head(p: usize): usize {
  p = space(p);
  if (at(p) != 0x7b) return fail();
  p = space(p + 1);
  if (at(p) != 0x22 || load<u64>(p + 1) != 0x227364726f636552) return fail(); // Records"
  p = colon(p + 9);
  return at(p) == 0x5b ? space(p + 1) : fail();
}

/** Reads a JSON object a line on from where it stopped. */
export function readLines(): u32 {
  while (cursor < textEnd) {
    if (row == rowMax || skipped == rowMax) return FULL;
    const from = cursor;
    const feed = lineEnd(from, textEnd);
    cursor = feed + 1;
    line++;
    store<u8>(feed, 0);
    begin(feed);
    const p = space(from);
    let known = at(p) == 0x7b;
    let sure = false;
    if (known) {
      const end = space(record(p));
      known = !failed() && end == feed;
      sure = known && emit();
    }
    store<u8>(feed, feed == textEnd ? 0 : 0x0a);
    if (!known) {
      skip(from, feed, p == feed);
      continue;
    }
    store<u32>(starts + (<usize>row << 2), <u32>(from - text));
    store<u32>(ends + (<usize>row << 2), <u32>(feed - text));
    if (!sure) return DOUBT;
    row++;
  }
  return DONE;
}

/** The host's answer to a doubt: the row it has filled is good, or it is no record. */
export function settle(good: bool): void {
  if (good) row++;
  else skip(text + load<u32>(starts + (<usize>row << 2)), text + load<u32>(ends + (<usize>row << 2)), false);
  forget();
}

/** Counts a line that is no record, so that positions stay right. */
function skip(from: usize, to: usize, blank: bool): void {
  const entry = skips + <usize>skipped * 12;
  skipped++;
  store<u32>(entry, line);
  store<u32>(entry, <u32>(from - text), 4);
  store<u32>(entry, blank ? FREE : <u32>(to - from), 8);
}

/** Fills the cells of the record at `p`. One that fails for its depth alone is read by its brackets, and in doubt. */
function record(p: usize): usize {
  clearCells(cells, leafCount);
  deep = false;
  const end = walk(p, root, 0);
  if (!failedDeep()) return end;
  clearCells(cells, leafCount);
  deep = true;
  retry();
  return walk(p, root, 0);
}

/** Reads the object at `p`, whose wanted keys are those of `n`. */
function walk(p: usize, n: usize, depth: u32): usize {
  if (depth >= DEPTH_MAX) return failDeep();
  p = space(p + 1);
  if (at(p) == 0x7d) return p + 1;
  while (at(p) == 0x22) {
    const key = p + 1;
    p = string(p);
    const slot = escaped() ? findEscaped(n, key, <u32>(p - 1 - key)) : find(n, key, <u32>(p - 1 - key));
    p = colon(p);
    p = space(slot ? member(p, slot, depth + 1) : whole(p, depth + 1));
    if (at(p) == 0x7d) return p + 1;
    if (at(p) != 0x2c) return fail();
    p = space(p + 1);
  }
  return fail();
}

/** Reads the value of a wanted key to its cell, and the wanted keys below it to theirs. */
function member(p: usize, slot: usize, depth: u32): usize {
  const from = load<u32>(slot, 8);
  const to = load<u32>(slot, 12);
  const below: usize = load<u32>(slot, 16);
  const cell = cells + <usize>from * CELL;
  const old = cellsBefore + <usize>from * CELL;
  const c = at(p);
  // A string or object that repeats, byte for byte, that of the record before has the same cells: reading is a
  // function of the bytes. Neighbours share most of `userIdentity`.
  const was: usize = load<u32>(old);
  const wasSize: usize = load<u32>(old, 4);
  if (was && at(was) == c && (c == 0x22 || c == 0x7b) && same(was, p, wasSize)) {
    copyCells(cell, old, to - from);
    return p + wasSize;
  }
  clearCells(cell, to - from); // of a repeated key the last counts
  const end = below && c == 0x7b ? walk(p, below, depth) : whole(p, depth);
  if (c == 0x6e) return end; // null is absent
  store<u32>(cell, <u32>p);
  store<u32>(cell, <u32>(end - p), 4);
  store<u32>(cell, c == 0x22 ? (escaped() ? ESCAPED : STRING) : c == 0x7b || c == 0x5b ? COMPOSITE : SCALAR, 8);
  return end;
}

// The engine's own fill and copy are calls that take longer than these few bytes.
function clearCells(cell: usize, n: u32): void {
  for (const end = cell + <usize>n * CELL; cell < end; cell += CELL) v128.store(cell, i64x2.splat(0));
}

function copyCells(to: usize, from: usize, n: u32): void {
  for (const end = to + <usize>n * CELL; to < end; to += CELL) {
    v128.store(to, v128.load(from));
    from += CELL;
  }
}

function whole(p: usize, depth: u32): usize {
  return deep && (at(p) | 0x20) == 0x7b ? bracketEnd(p) : value(p, depth);
}

function find(n: usize, key: usize, size: u32): usize {
  const mask = load<u32>(n, 4);
  for (let i = keyHash(key, size) & mask; ; i = (i + 1) & mask) {
    const slot = slotAt(n, i);
    const held = load<u32>(slot);
    if (held == FREE) return 0;
    if (held == size && same(load<u32>(slot, 4), key, size)) return slot;
  }
  return 0;
}

function findEscaped(n: usize, key: usize, size: u32): usize {
  const decoded = scratch(size);
  const decodedSize = unescape(key, size, decoded);
  return lone() ? 0 : find(n, decoded, decodedSize); // no wanted key has half of a surrogate pair
}

function slotAt(n: usize, i: u32): usize {
  return <usize>load<u32>(n) + <usize>i * SLOT;
}

function keyHash(key: usize, size: u32): u32 {
  let word = load<u64>(key);
  if (size < 8) word &= ((<u64>1) << (size << 3)) - 1;
  else word ^= load<u64>(key + size - 8) * 0xff51afd7ed558ccd;
  return <u32>(((word ^ size) * 0x9e3779b97f4a7c15) >> 40);
}

/** Turns the cells into a row. False: the ids are for the reference. */
function emit(): bool {
  if (doubtAll || deep) return doubt();
  for (let i: u32 = 0; i < leafCount; i++) {
    const leaf = leaves + <usize>i * LEAF;
    const ids: usize = load<u32>(leaf);
    const cell = cells + <usize>i * CELL;
    const slices: usize = load<u32>(leaf, 8);
    if (slices) emitSlice(slices, cell);
    if (!ids) continue;
    const p: usize = load<u32>(cell);
    let id: u32 = 0;
    if (p) {
      const size = load<u32>(cell, 4);
      const kind = load<u32>(cell, 8);
      const d: usize = load<u32>(leaf, 4);
      if (p == load<u32>(cellsBefore + <usize>i * CELL)) id = load<u32>(ids + (<usize>(row - 1) << 2));
      else if (kind == STRING) id = intern(d, p + 1, size - 2);
      else if (kind == ESCAPED) {
        const decoded = scratch(size);
        id = intern(d, decoded, unescape(p + 1, size - 2, decoded));
      } else if (kind == SCALAR) {
        if (!plain(p, size)) return doubt();
        id = intern(d, p, size);
      }
    }
    store<u32>(ids + (<usize>row << 2), id);
  }
  const swap = cellsBefore;
  cellsBefore = cells;
  cells = swap;
  return true;
}

/** Slices are as they are, whoever gives the ids. */
function doubt(): bool {
  for (let i: u32 = 0; i < leafCount; i++) {
    const slices: usize = load<u32>(leaves + <usize>i * LEAF, 8);
    if (slices) emitSlice(slices, cells + <usize>i * CELL);
  }
  return false;
}

function emitSlice(slices: usize, cell: usize): void {
  const p: usize = load<u32>(cell);
  store<u32>(slices + (<usize>row << 3), p ? <u32>(p - text) : 0);
  store<u32>(slices + (<usize>row << 3), load<u32>(cell, 4), 4);
}

/** The next record repeats nothing: the one before has no cells, or its row is another's. */
function forget(): void {
  clearCells(cellsBefore, leafCount);
}
