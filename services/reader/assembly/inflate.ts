// Inflates DEFLATE data (RFC 1951) from one place of the memory to another.
//
// The caller leaves PADDING readable bytes after the source and writable bytes after the target. So one fast loop
// suffices, without a careful version near the ends: bounds are checked once a symbol, afterwards, and an overrun only
// touches padding.
import { build, DISTANCE_ROOT, END, LENGTH_ROOT, LINK, LITERAL, ODD, ORDER_ROOT, pairLiterals } from './codes';
import { reserve } from './memory';

export const PADDING: u32 = 512;

// Results of `inflate` that are no length.
const NOT_DEFLATE: i32 = -1;
const CUT: i32 = -2;
const TOO_LONG: i32 = -3;

// Upper bounds for the table entries of any code with so many symbols and 15 bits (zlib's enough.c): 1,334 and 594.
let lengths: usize = 0;
let distances: usize = 0;
let ownLengths: usize = 0;
let ownDistances: usize = 0;
let fixedLengths: usize = 0;
let fixedDistances: usize = 0;
const order = memory.data(128 * 4);

// Table entries of the symbols, without their codes.
const lengthSymbols = memory.data(288 * 4);
const distanceSymbols = memory.data(32 * 4);
const orderSymbols = memory.data(19 * 4);

const sizes = memory.data(320 + 160); // code lengths of a block; a run may overshoot by 138
const orderOfSizes = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

// The bit buffer: the low six bits of `held` say how many bits of `bits` are valid; `next` is where more come from.
let bits: u64 = 0;
let held: u32 = 0;
let next: usize = 0;

let consumed: u32 = 0;
let kept: usize = 0;
let overran: bool = false;

/** Source bytes that the last stream occupied. */
export function inflateConsumed(): u32 {
  return consumed;
}

/** Bytes of output that are valid even after an error. */
export function inflateKept(): u32 {
  return <u32>kept;
}

/** Call it once. */
export function reserveInflate(): void {
  ownLengths = reserve(1400 * 4);
  ownDistances = reserve(600 * 4);
  fixedLengths = reserve(1400 * 4);
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

/** Inflates one stream from `source` to `target`. Returns the length of its output, or an error code. */
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

/** Near the end of the source, the bits may have come from beyond it: then the source is truncated. */
function problem(sourceEnd: usize): i32 {
  return position() + 8 > sourceEnd ? CUT : NOT_DEFLATE;
}

/** Address of the first source byte of which no bit was used. */
function position(): usize {
  return next - ((held & 63) >> 3);
}

/** Fills the bit buffer to at least 56 bits. */
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
  if (!load<u8>(sizes + 256)) return false; // no end-of-block code
  lengths = ownLengths;
  distances = ownDistances;
  if (!build(lengths, LENGTH_ROOT, sizes, lengthCount, lengthSymbols)) return false;
  pairLiterals(lengths);
  return build(distances, DISTANCE_ROOT, sizes + lengthCount, distanceCount, distanceSymbols);
}

/**
 * Decodes symbols until the end of the block. Returns the end of the output; or 0 on an error, with `kept` as the end
 * of the valid output.
 */
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
    let e = load<u32>(lt + ((<u32>b & 1023) << 2));
    if (<i32>e < 0) {
      // Four entries take 40 bits at most; runs of literals are frequent.
      b >>= e;
      h -= e;
      store<u16>(out, <u16>(e >> 8));
      out += 1 + ((e >> 24) & 1);
      e = load<u32>(lt + ((<u32>b & 1023) << 2));
      if (<i32>e < 0) {
        b >>= e;
        h -= e;
        store<u16>(out, <u16>(e >> 8));
        out += 1 + ((e >> 24) & 1);
        e = load<u32>(lt + ((<u32>b & 1023) << 2));
        if (<i32>e < 0) {
          b >>= e;
          h -= e;
          store<u16>(out, <u16>(e >> 8));
          out += 1 + ((e >> 24) & 1);
          e = load<u32>(lt + ((<u32>b & 1023) << 2));
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

/** Copies `length` bytes from `distance` before `out`; source and target may overlap. May write up to 32 bytes more. */
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
