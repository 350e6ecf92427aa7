// The tree of wanted keys. They are numbered depth first, so the keys below a key are a range.
//
// node: 0 slots | 4 mask
// slot: 0 size of the key, FREE when there is none | 4 key | 8 first number | 12 last number + 1 | 16 node below, or 0
import { scratch } from './dictionary';
import { escaped, lone, unescape } from './json';
import { reserve, same } from './memory';

const FREE: u32 = 0xffffffff;
const SLOT: usize = 32;

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

/** The slot of the key that was read last, at `key`; 0 when it is not wanted. */
export function slotOf(n: usize, key: usize, size: u32): usize {
  return escaped() ? findEscaped(n, key, size) : find(n, key, size);
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
  return lone() ? 0 : find(n, decoded, decodedSize); // no wanted key has a lone surrogate
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
