// DEFLATE (RFC 1951) from one place of the memory to another.
//
// The caller leaves PADDING readable bytes after the source and writable bytes after the target. So there is one loop
// without a careful twin for the ends: bounds are asked once a symbol, afterwards, and what went too far hit padding.
//
// Codes are looked up in tables, by as many bits as the table's root has; longer codes go on in a sub-table. An entry:
// bits 0-5  how many bits to drop, the extra bits of a length or distance included
//      8-12 how many of them are the code; of a link: how many bits index the sub-table
//     13    end of block     14 link to a sub-table     15 not plain: end, link, or no code
//     16-30 base of a length or distance, first entry of a sub-table
//     31    literal: then 8-15 are its byte, and 16-23 that of another one, if 24 says so, whose code is among the bits to drop
import { reserve } from './memory';

export const PADDING: u32 = 512;

// Why `inflate` gave no length.
const NOT_DEFLATE: i32 = -1;
const CUT: i32 = -2;
const TOO_LONG: i32 = -3;

const LITERAL: u32 = 1 << 31;
const ODD: u32 = 1 << 15;
const LINK: u32 = 1 << 14;
const END: u32 = 1 << 13;
const PAIR: u32 = 1 << 24;

const LENGTH_ROOT: u32 = 11;
const DISTANCE_ROOT: u32 = 9;
const ORDER_ROOT: u32 = 7;

// The most entries that any code of so many symbols and 15 bits needs (zlib's enough.c): 2,342 and 594.
let lengths: usize = 0;
let distances: usize = 0;
let ownLengths: usize = 0;
let ownDistances: usize = 0;
let fixedLengths: usize = 0;
let fixedDistances: usize = 0;
const order = memory.data(128 * 4);

// Symbol to entry, before its code is known.
const lengthSymbols = memory.data(288 * 4);
const distanceSymbols = memory.data(32 * 4);
const orderSymbols = memory.data(19 * 4);

const sizes = memory.data(320 + 160); // of the codes of a block; a run may overshoot by 138
const perSize = memory.data(16 * 4);
const places = memory.data(16 * 4);
const bySize = memory.data(288 * 2);
const orderOfSizes = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

// The bits at hand: `bits` of which the low six bits of `held` say how many are good, and where the next come from.
let bits: u64 = 0;
let held: u32 = 0;
let next: usize = 0;

let consumed: u32 = 0;
let kept: usize = 0;
let overran: bool = false;

/** Source bytes that the last stream took. */
export function inflateConsumed(): u32 {
  return consumed;
}

/** Bytes of output that are right whatever was the matter. */
export function inflateKept(): u32 {
  return <u32>kept;
}

/** Once. */
export function reserveInflate(): void {
  ownLengths = reserve(2400 * 4);
  ownDistances = reserve(600 * 4);
  fixedLengths = reserve(2400 * 4);
  fixedDistances = reserve(600 * 4);
  for (let i: u32 = 0; i < 256; i++) setSymbol(lengthSymbols, i, LITERAL | (i << 8));
  setSymbol(lengthSymbols, 256, ODD | END);
  let base: u32 = 3;
  for (let i: u32 = 257; i < 285; i++) {
    const extra: u32 = i < 265 ? 0 : (i - 261) >> 2;
    setSymbol(lengthSymbols, i, (base << 16) | extra);
    base += 1 << extra;
  }
  setSymbol(lengthSymbols, 285, 258 << 16);
  setSymbol(lengthSymbols, 286, ODD); // these two and distances 30 and 31 have codes but must not occur
  setSymbol(lengthSymbols, 287, ODD);
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : (i - 2) >> 1;
    setSymbol(distanceSymbols, i, (base << 16) | extra);
    base += 1 << extra;
  }
  setSymbol(distanceSymbols, 30, 0);
  setSymbol(distanceSymbols, 31, 0);
  for (let i: u32 = 0; i < 19; i++) setSymbol(orderSymbols, i, i << 16);
  for (let i: u32 = 0; i < 288; i++) store<u8>(sizes + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  build(fixedLengths, LENGTH_ROOT, sizes, 288, lengthSymbols);
  memory.fill(sizes, 5, 32);
  build(fixedDistances, DISTANCE_ROOT, sizes, 32, distanceSymbols);
}

function setSymbol(symbols: usize, i: u32, entry: u32): void {
  store<u32>(symbols + (<usize>i << 2), entry);
}

/** Decodes one stream from `source` to `target`. Returns the length of its output, or what was the matter. */
export function inflate(source: usize, size: u32, target: usize, max: u32): i32 {
  const sourceEnd = source + size;
  const limit = target + max;
  let out = target;
  next = source;
  bits = 0;
  held = 0;
  kept = 0;
  while (true) {
    kept = out - target;
    refill();
    const last = take(1);
    const type = take(2);
    if (type == 0) {
      let p = position();
      const n: u32 = load<u16>(p);
      const complement: u32 = load<u16>(p, 2);
      p += 4;
      if (p > sourceEnd) return CUT;
      if ((n ^ complement) != 0xffff) return NOT_DEFLATE;
      const there = min<usize>(n, sourceEnd - p);
      if (out + there > limit) return TOO_LONG;
      memory.copy(out, p, there);
      out += there;
      kept = out - target;
      if (there < n) return CUT;
      next = p + n;
      bits = 0;
      held = 0;
    } else {
      if (type == 3) return problem(sourceEnd);
      if (type == 1) {
        lengths = fixedLengths;
        distances = fixedDistances;
      } else if (!readCodes()) return problem(sourceEnd);
      const end = block(out, target, limit, sourceEnd);
      if (!end) return overran ? TOO_LONG : problem(sourceEnd);
      out = end;
    }
    if (position() > sourceEnd) return CUT;
    if (out > limit) return TOO_LONG;
    consumed = <u32>(position() - source);
    if (last) {
      kept = out - target;
      return <i32>(out - target);
    }
  }
  return NOT_DEFLATE;
}

/** Near the end of the source the bits looked at may not have been its own. */
function problem(sourceEnd: usize): i32 {
  return position() + 8 > sourceEnd ? CUT : NOT_DEFLATE;
}

/** The first source byte none of whose bits was taken. */
function position(): usize {
  return next - ((held & 63) >> 3);
}

/** At least 56 bits at hand. */
function refill(): void {
  bits |= load<u64>(next) << held;
  next += ((held ^ 63) >> 3) & 7;
  held |= 56;
}

function take(n: u32): u32 {
  const v = <u32>bits & ((1 << n) - 1);
  bits >>= n;
  held -= n;
  return v;
}

/** Reads the two codes of a dynamic block. */
function readCodes(): bool {
  const lengthCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const orderCount = take(4) + 4;
  if (lengthCount > 286 || distanceCount > 30) return false;
  memory.fill(sizes, 0, 19);
  for (let i: u32 = 0; i < orderCount; i++) {
    refill();
    store<u8>(sizes + load<u8>(orderOfSizes + i), <u8>take(3));
  }
  if (!build(order, ORDER_ROOT, sizes, 19, orderSymbols)) return false;
  const total = lengthCount + distanceCount;
  for (let i: u32 = 0; i < total; ) {
    refill();
    const entry = load<u32>(order + ((<u32>bits & 127) << 2));
    if (!(entry & 63)) return false;
    bits >>= entry;
    held -= entry & 63;
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(sizes + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && !i) return false;
    const size: u8 = symbol == 16 ? load<u8>(sizes + i - 1) : 0;
    const times: u32 = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    memory.fill(sizes + i, size, times);
    i += times;
    if (i > total) return false;
  }
  if (!load<u8>(sizes + 256)) return false; // a block that cannot end
  lengths = ownLengths;
  distances = ownDistances;
  if (!build(lengths, LENGTH_ROOT, sizes, lengthCount, lengthSymbols)) return false;
  pairLiterals(lengths);
  return build(distances, DISTANCE_ROOT, sizes + lengthCount, distanceCount, distanceSymbols);
}

/** Makes the table of a canonical code from the sizes of its codes. False: no such code may be. */
function build(table: usize, rootBits: u32, codeSizes: usize, n: u32, symbols: usize): bool {
  memory.fill(perSize, 0, 64);
  for (let i: u32 = 0; i < n; i++) {
    const c = perSize + (<usize>load<u8>(codeSizes + i) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  let unused: i32 = 1;
  let longest: u32 = 0;
  let total: u32 = 0;
  for (let size: u32 = 1; size < 16; size++) {
    const c = load<u32>(perSize + (size << 2));
    store<u32>(places + (size << 2), total);
    total += c;
    if (c) longest = size;
    unused = (unused << 1) - <i32>c;
    if (unused < 0) return false;
  }
  // zlib lets a code be incomplete only when it has no symbol or one of a single bit, and never the code of sizes.
  if (unused > 0 && (table == order || longest > 1)) return false;
  memory.fill(table, 0, <usize>4 << rootBits);
  for (let i: u32 = 0; i < n; i++) {
    const size: u32 = load<u8>(codeSizes + i);
    if (!size) continue;
    const place = load<u32>(places + (size << 2));
    store<u16>(bySize + (place << 1), <u16>i);
    store<u32>(places + (size << 2), place + 1);
  }
  const mask: u32 = (1 << rootBits) - 1;
  let code: u32 = 0; // its bits reversed, as they come
  let size: u32 = 1;
  let left = load<u32>(perSize + 4);
  let prefix: u32 = ~0;
  let sub: u32 = 0;
  let subEnd: u32 = 1 << rootBits;
  for (let k: u32 = 0; k < total; k++) {
    while (!left) left = load<u32>(perSize + (++size << 2));
    const entry = load<u32>(symbols + (<usize>load<u16>(bySize + (k << 1)) << 2));
    if (size <= rootBits) {
      for (let i = code; i <= mask; i += 1 << size) store<u32>(table + (<usize>i << 2), sized(entry, size));
    } else {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        sub = subEnd;
        const subBits = subTableBits(size - rootBits, rootBits, left, longest);
        subEnd += 1 << subBits;
        store<u32>(table + (<usize>prefix << 2), (sub << 16) | ODD | LINK | (subBits << 8) | rootBits);
      }
      const rest = size - rootBits;
      for (let i = sub + (code >> rootBits); i < subEnd; i += 1 << rest) store<u32>(table + (<usize>i << 2), sized(entry, rest));
    }
    left--;
    let bit: u32 = 1 << (size - 1); // count up from the reversed end
    while (code & bit) bit >>= 1;
    code = bit ? (code & (bit - 1)) | bit : 0;
  }
  return true;
}

function sized(entry: u32, size: u32): u32 {
  return entry + (<i32>entry < 0 ? size : (size << 8) | size);
}

/**
 * Has entries of a literal give the next one as well, where its code is among the bits that the root is indexed by. From
 * the last entry to the first, for what follows a code is found at a lower index, where there is one literal still.
 */
function pairLiterals(table: usize): void {
  for (let i: i32 = (1 << LENGTH_ROOT) - 1; i >= 0; i--) {
    const entry = load<u32>(table + (<usize>i << 2));
    if (<i32>entry >= 0) continue;
    const size = entry & 63;
    const follower = load<u32>(table + ((<usize>i >> size) << 2));
    if (<i32>follower >= 0 || size + (follower & 63) > LENGTH_ROOT) continue;
    store<u32>(table + (<usize>i << 2), entry + (follower & 63) + ((follower & 0xff00) << 8) + PAIR);
  }
}

/** How many bits a sub-table needs for all codes that share its prefix, the first of which has `n` bits left. */
function subTableBits(n: u32, rootBits: u32, left: u32, longest: u32): u32 {
  let room = (1 << n) - <i32>left;
  while (room > 0 && n + rootBits < longest) {
    n++;
    room = (room << 1) - <i32>load<u32>(perSize + ((n + rootBits) << 2));
  }
  return n;
}

/** Decodes symbols until the end of the block. Returns the end of output, or 0 with `kept` as far as it is right. */
function block(from: usize, target: usize, limit: usize, sourceEnd: usize): usize {
  const lt = lengths;
  const dt = distances;
  let out = from;
  let sound = from;
  let b = bits;
  let h = held;
  let p = next;
  while (out <= limit && p - ((h & 63) >> 3) <= sourceEnd) {
    sound = out;
    b |= load<u64>(p) << h;
    p += ((h ^ 63) >> 3) & 7;
    h |= 56;
    let e = load<u32>(lt + ((<u32>b & 2047) << 2));
    if (<i32>e < 0) {
      // Four entries take 44 bits at most. Runs of literals are frequent.
      b >>= e;
      h -= e;
      store<u16>(out, <u16>(e >> 8));
      out += 1 + ((e >> 24) & 1);
      e = load<u32>(lt + ((<u32>b & 2047) << 2));
      if (<i32>e < 0) {
        b >>= e;
        h -= e;
        store<u16>(out, <u16>(e >> 8));
        out += 1 + ((e >> 24) & 1);
        e = load<u32>(lt + ((<u32>b & 2047) << 2));
        if (<i32>e < 0) {
          b >>= e;
          h -= e;
          store<u16>(out, <u16>(e >> 8));
          out += 1 + ((e >> 24) & 1);
          e = load<u32>(lt + ((<u32>b & 2047) << 2));
          if (<i32>e < 0) {
            b >>= e;
            h -= e;
            store<u16>(out, <u16>(e >> 8));
            out += 1 + ((e >> 24) & 1);
            continue;
          }
        }
      }
      b |= load<u64>(p) << h;
      p += ((h ^ 63) >> 3) & 7;
      h |= 56;
    }
    if (e & ODD) {
      if (e & LINK) {
        b >>= e;
        h -= e;
        e = load<u32>(lt + (((e >> 16) + (<u32>b & ((1 << ((e >> 8) & 31)) - 1))) << 2));
        if (<i32>e < 0) {
          b >>= e;
          h -= e;
          store<u8>(out++, <u8>(e >> 8));
          continue;
        }
      }
      if (e & ODD) {
        if (!(e & END)) break;
        b >>= e;
        h -= e;
        bits = b;
        held = h;
        next = p;
        kept = sound - target;
        return out;
      }
    }
    const length = (e >> 16) + (<u32>(b & (((<u64>1) << e) - 1)) >> ((e >> 8) & 31));
    if (!length) break;
    b >>= e;
    h -= e;
    e = load<u32>(dt + ((<u32>b & 511) << 2));
    if (e & LINK) {
      b >>= e;
      h -= e;
      e = load<u32>(dt + (((e >> 16) + (<u32>b & ((1 << ((e >> 8) & 31)) - 1))) << 2));
    }
    const distance: usize = (e >> 16) + (<u32>(b & (((<u64>1) << e) - 1)) >> ((e >> 8) & 31));
    b >>= e;
    h -= e;
    if (!(e >> 16) || distance > out - target) break;
    repeat(out, distance, length);
    out += length;
  }
  bits = b;
  held = h;
  next = p;
  kept = sound - target;
  overran = out > limit;
  return 0;
}

/** Copies `length` bytes from `distance` before `out`, which may be among them. May write up to 32 bytes more. */
function repeat(out: usize, distance: usize, length: u32): void {
  const end = out + length;
  let from = out - distance;
  if (distance >= 16) {
    do {
      v128.store(out, v128.load(from));
      v128.store(out, v128.load(from, 16), 16);
      out += 32;
      from += 32;
    } while (out < end);
  } else if (distance == 1) {
    const v = i8x16.splat(load<u8>(from));
    do {
      v128.store(out, v);
      out += 16;
    } while (out < end);
  } else {
    do store<u8>(out++, load<u8>(from++));
    while (out < end);
  }
}
