// Tables of DEFLATE's codes (RFC 1951, 3.2).
//
// A table is indexed by as many bits as its root has; longer codes continue in a sub-table. An entry:
// bits 0-5  how many bits to drop, including the extra bits of a length or distance
//      8-12 how many of them are the code; in a link: how many bits index the sub-table
//     13    end of block     14 link to a sub-table     15 not plain: end, link, or no code
//     16-30 base of a length or distance, first entry of a sub-table
//     31    literal: then 8-15 are its byte; if 24 is set, 16-23 are a second one, whose code is among the bits to drop

export const LITERAL: u32 = 1 << 31;
export const ODD: u32 = 1 << 15;
export const LINK: u32 = 1 << 14;
export const END: u32 = 1 << 13;
const PAIR: u32 = 1 << 24;

/** One bit more would pair more literals, but building the table would slow down small files. */
export const LENGTH_ROOT: u32 = 10;
export const DISTANCE_ROOT: u32 = 9;
export const ORDER_ROOT: u32 = 7;

const perSize = memory.data(16 * 4);
const places = memory.data(16 * 4);
const bySize = memory.data(288 * 2);

/** Builds the table of a canonical code from its code lengths. Returns false when they form no valid code. */
export function build(table: usize, rootBits: u32, codeSizes: usize, n: u32, symbols: usize): bool {
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
  // zlib allows an incomplete code only when it has no symbol or a single one-bit code, and never for the code of code
  // lengths.
  if (unused > 0 && (rootBits == ORDER_ROOT || longest > 1)) return false;
  memory.fill(table, 0, <usize>4 << rootBits);
  for (let i: u32 = 0; i < n; i++) {
    const size: u32 = load<u8>(codeSizes + i);
    if (!size) continue;
    const place = load<u32>(places + (size << 2));
    store<u16>(bySize + (place << 1), <u16>i);
    store<u32>(places + (size << 2), place + 1);
  }
  const mask: u32 = (1 << rootBits) - 1;
  let code: u32 = 0; // with its bits reversed, as in the stream
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
    let bit: u32 = 1 << (size - 1); // increments the reversed code
    while (code & bit) bit >>= 1;
    code = bit ? (code & (bit - 1)) | bit : 0;
  }
  return true;
}

function sized(entry: u32, size: u32): u32 {
  return entry + (<i32>entry < 0 ? size : (size << 8) | size);
}

/**
 * Lets the entry of a literal also yield the next one, when its code is within the root's index bits. Works from the
 * last entry to the first: the entry of the following code has a lower index, and must still be unpaired.
 */
export function pairLiterals(table: usize): void {
  for (let i: i32 = (1 << LENGTH_ROOT) - 1; i >= 0; i--) {
    const entry = load<u32>(table + (<usize>i << 2));
    if (<i32>entry >= 0) continue;
    const size = entry & 63;
    const follower = load<u32>(table + ((<usize>i >> size) << 2));
    if (<i32>follower >= 0 || size + (follower & 63) > LENGTH_ROOT) continue;
    store<u32>(table + (<usize>i << 2), entry + (follower & 63) + ((follower & 0xff00) << 8) + PAIR);
  }
}

/** How many bits a sub-table needs for all codes with its prefix, the first of which has `n` bits left. */
function subTableBits(n: u32, rootBits: u32, left: u32, longest: u32): u32 {
  let room = (1 << n) - <i32>left;
  while (room > 0 && n + rootBits < longest) {
    n++;
    room = (room << 1) - <i32>load<u32>(perSize + ((n + rootBits) << 2));
  }
  return n;
}
