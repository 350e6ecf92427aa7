// Turns JSON records into columns. Each record is walked once along the tree of wanted keys. A wanted key's value is
// noted in its cell; when the record is complete, its cells become a row.
//
// leaf: 0 column of ids, or 0 | 4 dictionary | 8 column of slices, or 0
// cell: 0 position, 0 when absent | 4 size | 8 kind; 16 bytes, for vectors
//
// Neighbouring records have the same members in nearly the same order, and half of their bytes are equal. So each
// member is first compared with the one in the previous record that is likely to be equal.
//
// member: 0 position | 4 size up to its value | 8 size with the comma or brace after it | 12 slot of its key, or 0
//         16 position of its cell
import { inquire, INQUIRY, intern, internAll, scratch } from './dictionary';
import { begin, bracketEnd, colon, escaped, fail, DEPTH_MAX, failDeep, failed, failedDeep, plain, retry, space, string, unescape, value } from './json';
import { slotOf } from './keys';
import { at, lineEnd, reserve, same, sameUpTo } from './memory';

/** The size of a skipped line that is no error. */
const SILENT: u32 = 0xffffffff;
const LEAF: usize = 16;
const CELL: usize = 16;
const MEMBER: usize = 32;
/** Further members of a record are not compared. */
const MEMBERS_MAX: u32 = 64;
/** How many consecutive members of the previous record may be missing. */
const MISSING_MAX: u32 = 4;
const UNLIKE: u32 = 0xffffffff;

const STRING: u32 = 0;
const ESCAPED: u32 = 1;
const SCALAR: u32 = 2;
const COMPOSITE: u32 = 3;

// Reasons for which `readRecords` and `readLines` stop.
const DONE: u32 = 0; // the whole text was read
const DOUBT: u32 = 1; // the record from `starts` to `ends` at `rowCount` is for `reference.ts`: answer with `settle`
const STOPPED: u32 = 2; // not of the expected shape from `stoppedAt` on
const FULL: u32 = 3; // no room for another row

let root: usize = 0;
let leaves: usize = 0;
let leafCount: u32 = 0;
let cells: usize = 0;
let cellsBefore: usize = 0;
let cellsMax: u32 = 0;
let inquiries: usize = 0;

let members = memory.data(64 * 32);
let membersBefore = memory.data(64 * 32);
let memberCount: u32 = 0;
let memberCountBefore: u32 = 0;
/** Bytes that the member found last has in common with the corresponding one of the previous record. */
let alike: u32 = 0;

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

/**
 * Call it before each text. `rootNode`, `leafTable`, `numbers`: the plan. `from`, `size`: the text, whose following
 * byte may be overwritten. `max`: maximum of rows, and of skipped lines. `doubt`: leaves every record to
 * `reference.ts`.
 */
export function prepare(rootNode: usize, leafTable: usize, numbers: u32, from: usize, size: u32, rowStarts: usize, rowEnds: usize, skipTable: usize, max: u32, doubt: bool): void {
  if (numbers > cellsMax) {
    cellsMax = numbers;
    cells = reserve(<usize>numbers * CELL);
    cellsBefore = reserve(<usize>numbers * CELL);
    inquiries = reserve(<usize>numbers * INQUIRY);
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

/** Number of lines that are no records; the skip table has line, start and size of each. */
export function skippedCount(): u32 {
  return skipped;
}

export function stoppedAt(): u32 {
  return <u32>(cursor - text);
}

/** Continues to read `{"Records":[…]}`. */
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

/** Continues to read one JSON object a line. */
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

/** The host's answer to a doubt: it filled the row, or the text is no record. */
export function settle(good: bool): void {
  if (good) row++;
  else skip(text + load<u32>(starts + (<usize>row << 2)), text + load<u32>(ends + (<usize>row << 2)), false);
  forget();
}

/** Counts a line that is no record, so that later positions are right. */
function skip(from: usize, to: usize, blank: bool): void {
  const entry = skips + <usize>skipped * 12;
  skipped++;
  store<u32>(entry, line);
  store<u32>(entry, <u32>(from - text), 4);
  store<u32>(entry, blank ? SILENT : <u32>(to - from), 8);
}

/**
 * Fills the cells of the record at `p`. A record that only nests too deep is delimited by its brackets, and left in
 * doubt.
 */
function record(p: usize): usize {
  clearCells(cells, leafCount);
  deep = false;
  const end = body(p);
  if (!failedDeep()) return end;
  clearCells(cells, leafCount);
  deep = true;
  retry();
  return body(p);
}

/** Reads the members of the record at `p`. */
function body(p: usize): usize {
  memberCount = 0;
  let expected: u32 = 0;
  p = space(p + 1);
  if (at(p) == 0x7d) return p + 1;
  while (at(p) == 0x22) {
    const from = p;
    const i = likely(p, expected);
    let slot: usize = 0;
    if (i == UNLIKE) {
      p = string(p);
      slot = slotOf(root, from + 1, <u32>(p - from - 2));
      p = colon(p);
    } else {
      expected = i + 1;
      const old = membersBefore + <usize>i * MEMBER;
      if (alike == load<u32>(old, 8) && takeOver(old)) {
        remember(from, load<u32>(old, 4), alike, load<u32>(old, 12), load<u32>(old, 16));
        p += alike;
        if (at(p - 1) == 0x7d) return p;
        p = space(p);
        continue;
      }
      slot = load<u32>(old, 12);
      p = space(p + load<u32>(old, 4));
    }
    const head = <u32>(p - from);
    p = space(slot ? read(p, slot, 1) : whole(p, 1));
    const last = at(p) == 0x7d;
    if (!last && at(p) != 0x2c) return fail();
    remember(from, head, <u32>(p + 1 - from), <u32>slot, slot ? load<u32>(cellOf(slot)) : 0);
    if (last) return p + 1;
    p = space(p + 1);
  }
  return fail();
}

/** The member of the previous record, from `expected` on, that has the same key as the one at `p`. */
function likely(p: usize, expected: u32): u32 {
  const to = min(expected + MISSING_MAX, memberCountBefore);
  for (let i = expected; i < to; i++) {
    const old = membersBefore + <usize>i * MEMBER;
    const start: usize = load<u32>(old);
    if (load<u64>(start) != load<u64>(p)) continue;
    alike = sameUpTo(start, p, load<u32>(old, 8));
    if (alike >= load<u32>(old, 4)) return i;
  }
  return UNLIKE;
}

/**
 * Copies the cells of a member of the previous record. Returns false when another member with the same key set them.
 */
function takeOver(old: usize): bool {
  const slot: usize = load<u32>(old, 12);
  if (!slot) return true;
  const from = load<u32>(slot, 8);
  const cell = cellsBefore + <usize>from * CELL;
  if (load<u32>(cell) != load<u32>(old, 16)) return false;
  copyCells(cellOf(slot), cell, load<u32>(slot, 12) - from);
  return true;
}

function cellOf(slot: usize): usize {
  return cells + <usize>load<u32>(slot, 8) * CELL;
}

function remember(from: usize, head: u32, size: u32, slot: u32, cell: u32): void {
  if (memberCount == MEMBERS_MAX) return;
  const member = members + <usize>memberCount * MEMBER;
  memberCount++;
  store<u32>(member, <u32>from);
  store<u32>(member, head, 4);
  store<u32>(member, size, 8);
  store<u32>(member, slot, 12);
  store<u32>(member, cell, 16);
}

/** Reads the object at `p` within a record; `n` is the node of its wanted keys. */
function walk(p: usize, n: usize, depth: u32): usize {
  if (depth >= DEPTH_MAX) return failDeep();
  p = space(p + 1);
  if (at(p) == 0x7d) return p + 1;
  while (at(p) == 0x22) {
    const key = p + 1;
    p = string(p);
    const slot = slotOf(n, key, <u32>(p - 1 - key));
    p = colon(p);
    p = space(slot ? member(p, slot, depth + 1) : whole(p, depth + 1));
    if (at(p) == 0x7d) return p + 1;
    if (at(p) != 0x2c) return fail();
    p = space(p + 1);
  }
  return fail();
}

/** Reads the value of a wanted key into its cell, and the wanted keys below it into theirs. */
function member(p: usize, slot: usize, depth: u32): usize {
  const from = load<u32>(slot, 8);
  const to = load<u32>(slot, 12);
  const cell = cellOf(slot);
  const old = cellsBefore + <usize>from * CELL;
  const c = at(p);
  // A string or object that repeats the previous record's byte for byte has the same cells, because they depend on the
  // bytes alone. Neighbours share most of `userIdentity`.
  const was: usize = load<u32>(old);
  const wasSize: usize = load<u32>(old, 4);
  if (was && at(was) == c && (c == 0x22 || c == 0x7b) && same(was, p, wasSize)) {
    copyCells(cell, old, to - from);
    return p + wasSize;
  }
  return read(p, slot, depth);
}

/** The same for a value that repeats nothing. */
function read(p: usize, slot: usize, depth: u32): usize {
  const from = load<u32>(slot, 8);
  const to = load<u32>(slot, 12);
  const below: usize = load<u32>(slot, 16);
  const cell = cellOf(slot);
  const c = at(p);
  clearCells(cell, to - from); // the last of repeated keys counts
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

/** Turns the cells into a row. Returns false when `reference.ts` must determine the ids. */
function emit(): bool {
  if (doubtAll || deep) return doubt();
  let inquiry = inquiries;
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
      else if (kind == STRING) {
        inquiry = inquire(inquiry, d, p + 1, size - 2, ids + (<usize>row << 2));
        continue;
      } else if (kind == ESCAPED) {
        const decoded = scratch(size);
        id = intern(d, decoded, unescape(p + 1, size - 2, decoded));
      } else if (kind == SCALAR) {
        if (!plain(p, size)) return doubt();
        id = intern(d, p, size);
      }
    }
    store<u32>(ids + (<usize>row << 2), id);
  }
  internAll(inquiries, inquiry);
  const swap = cellsBefore;
  cellsBefore = cells;
  cells = swap;
  const swapped = membersBefore;
  membersBefore = members;
  members = swapped;
  memberCountBefore = memberCount;
  return true;
}

/** Slices need no decision: they are set here in any case. */
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

/** The next record cannot be compared: the previous one has no cells, or its row came from elsewhere. */
function forget(): void {
  clearCells(cellsBefore, leafCount);
  memberCountBefore = 0;
}
