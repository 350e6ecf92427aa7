// Maps texts to dense ids, in the order they first occur; id 0 is "absent". All dictionaries share one arena of texts.
//
// dictionary: 0 next dictionary | 4 count | 8 mask of the slots | 12 slots | 16 slots there is room for
//             20 entry of each id | 24 count at the mark | 28 only addresses | 32 ids there is room for
// slot:       0 key | 8 id, 0 when free; with EXACT when the key is one to one with the text
// entry:      0 size | 4 text, in the arena
import { isAddress } from './address';
import { reserve, same } from './memory';

const SLOTS_MIN: u32 = 1024;
const TEXT: usize = 4; // offset of the text in an entry
const SLOT: usize = 12;
export const INQUIRY: usize = 32;
const EXACT: u32 = 1 << 31;
const K: u64 = 0x9e3779b97f4a7c15;

/** At byte 16 - n, a mask of n bytes begins. */
const masks = memory.data<u64>([0xffffffffffffffff, 0xffffffffffffffff, 0, 0]);

let seed: u64 = 0;
let first: usize = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
let used: usize = 0;
let usedAtMark: usize = 0;
let tag: u32 = 0;

/** Call it once. `room`: bytes for the texts of all dictionaries. */
export function reserveArena(room: usize, hashSeed: u32): void {
  seed = (<u64>hashSeed) * K + 0x632be59bd9b4e019;
  arena = reserve(room);
  arenaEnd = arena + room;
  used = arena;
}

/** Bytes of text that all dictionaries hold. */
export function arenaUsed(): u32 {
  return <u32>(used - arena);
}

/** `most`: number of ids that must fit. `addresses`: accepts IP addresses only. */
export function dictionary(most: u32, addresses: bool): usize {
  const d = reserve(40);
  store<u32>(d, <u32>first);
  first = d;
  store<u32>(d, SLOTS_MIN - 1, 8);
  store<u32>(d, <u32>reserve(<usize>SLOTS_MIN * SLOT), 12);
  store<u32>(d, SLOTS_MIN, 16);
  store<u32>(d, <u32>reserve(<usize>(most + 1) << 2), 20);
  store<u32>(d, addresses, 28);
  store<u32>(d, most, 32);
  return d;
}

export function count(d: usize): u32 {
  return load<u32>(d, 4);
}

/** How many ids the largest dictionary has. */
export function largest(): u32 {
  let most: u32 = 0;
  for (let d = first; d; d = load<u32>(d)) most = max(most, count(d));
  return most;
}

/** Address of an id's size, which its text follows; 0 for an unknown id. */
export function entryAt(d: usize, id: u32): usize {
  return id - 1 < count(d) ? entryOf(d, id) : 0;
}

function textAt(d: usize, id: u32): usize {
  return entryOf(d, id) + TEXT;
}

function sizeOf(d: usize, id: u32): u32 {
  return load<u32>(entryOf(d, id));
}

/** Removes all ids of all dictionaries. */
export function clearAll(): void {
  for (let d = first; d; d = load<u32>(d)) {
    store<u32>(d, 0, 4);
    store<u32>(d, SLOTS_MIN - 1, 8);
    memory.fill(load<u32>(d, 12), 0, <usize>SLOTS_MIN * SLOT);
  }
  used = arena;
}

/** Remembers the present state for `rewind`. */
export function mark(): void {
  for (let d = first; d; d = load<u32>(d)) store<u32>(d, count(d), 24);
  usedAtMark = used;
}

/** Removes the ids added since the mark. */
export function rewind(): void {
  for (let d = first; d; d = load<u32>(d)) forget(d, load<u32>(d, 24));
  used = usedAtMark;
}

/**
 * Removes the ids above `known`; no other dictionary may have added ids since. Removing the last id first keeps the
 * probe sequences of the others intact.
 */
export function forget(d: usize, known: u32): void {
  const mask = load<u32>(d, 8);
  const slots: usize = load<u32>(d, 12);
  for (let id = count(d); id > known; id--) {
    let i = place(keyOf(d, textAt(d, id), sizeOf(d, id))) & mask;
    while ((load<u32>(slots + <usize>i * SLOT, 8) & ~EXACT) != id) i = (i + 1) & mask;
    memory.fill(slots + <usize>i * SLOT, 0, SLOT);
    used = entryOf(d, id);
    store<u32>(d, id - 1, 4);
  }
}

/** Space for `size` bytes at the end of the arena: a text written there can be interned without another copy. */
export function scratch(size: usize): usize {
  if (used + TEXT + size > arenaEnd) unreachable();
  return used + TEXT;
}

/** The id of a text, added when it is new. 0: the dictionary is for addresses, and the text is none. */
export function intern(d: usize, p: usize, size: u32): u32 {
  const key = keyOf(d, p, size);
  return find(d, key, tag, p, size);
}

/** Records that the id of a text is wanted at `to`. Returns the place for the next such inquiry. */
export function inquire(inquiry: usize, d: usize, p: usize, size: u32, to: usize): usize {
  store<u32>(inquiry, <u32>d, 12);
  store<u32>(inquiry, <u32>p, 16);
  store<u32>(inquiry, size, 20);
  store<u32>(inquiry, <u32>to, 24);
  return inquiry + INQUIRY;
}

/**
 * Finds the ids of many texts, as if each were interned in turn. In a large table the slots are far apart in memory:
 * all are loaded first, so that the cache misses overlap.
 *
 * inquiry: 0 key | 8 its tag | 12 dictionary | 16 text | 20 its size | 24 where the id goes
 *
 * @returns false when a text has no id: then the remaining ones are not looked up
 */
export function internAll(inquiries: usize, stop: usize): bool {
  for (let i = inquiries; i < stop; i += INQUIRY) {
    store<u64>(i, keyOf(load<u32>(i, 12), load<u32>(i, 16), load<u32>(i, 20)));
    store<u32>(i, tag, 8);
  }
  for (let i = inquiries; i < stop; i += INQUIRY) {
    const d: usize = load<u32>(i, 12);
    load<u32>(<usize>load<u32>(d, 12) + <usize>(place(load<u64>(i)) & load<u32>(d, 8)) * SLOT);
  }
  for (let i = inquiries; i < stop; i += INQUIRY) {
    const id = find(load<u32>(i, 12), load<u64>(i), load<u32>(i, 8), load<u32>(i, 16), load<u32>(i, 20));
    if (!id) return false;
    store<u32>(load<u32>(i, 24), id);
  }
  return true;
}

function find(d: usize, key: u64, kind: u32, p: usize, size: u32): u32 {
  const mask = load<u32>(d, 8);
  const slots: usize = load<u32>(d, 12);
  for (let i = place(key) & mask; ; i = (i + 1) & mask) {
    const slot = slots + <usize>i * SLOT;
    const held = load<u32>(slot, 8);
    if (!held) return add(d, slot, p, size, key, kind);
    if (load<u64>(slot) != key) continue;
    const id = held ^ kind;
    if (id < EXACT && (kind || (sizeOf(d, id) == size && same(textAt(d, id), p, size)))) return id;
  }
  return 0;
}

function add(d: usize, slot: usize, p: usize, size: u32, key: u64, kind: u32): u32 {
  if (load<u32>(d, 28) && !isAddress(p, size)) return 0;
  const id = count(d) + 1;
  if (id > load<u32>(d, 32)) unreachable();
  memory.copy(scratch(size), p, size);
  store<u32>(used, size);
  store<u32>(<usize>load<u32>(d, 20) + (<usize>id << 2), <u32>used);
  used += TEXT + size;
  store<u64>(slot, key);
  store<u32>(slot, id | kind, 8);
  store<u32>(d, id, 4);
  if (id << 1 > load<u32>(d, 8)) widen(d);
  return id;
}

/** Doubles the slots. */
function widen(d: usize): void {
  const wanted = (load<u32>(d, 8) + 1) << 1;
  if (wanted > load<u32>(d, 16)) {
    store<u32>(d, <u32>reserve(<usize>wanted * SLOT), 12);
    store<u32>(d, wanted, 16);
  } else memory.fill(load<u32>(d, 12), 0, <usize>wanted * SLOT);
  store<u32>(d, wanted - 1, 8);
  const mask = wanted - 1;
  const slots: usize = load<u32>(d, 12);
  for (let id: u32 = 1; id <= count(d); id++) {
    const key = keyOf(d, textAt(d, id), sizeOf(d, id));
    let i = place(key) & mask;
    while (load<u32>(slots + <usize>i * SLOT, 8)) i = (i + 1) & mask;
    store<u64>(slots + <usize>i * SLOT, key);
    store<u32>(slots + <usize>i * SLOT, id | tag, 8);
  }
}

function entryOf(d: usize, id: u32): usize {
  return load<u32>(<usize>load<u32>(d, 20) + (<usize>id << 2));
}

/** A hash of a text. `tag` is EXACT when no other text has it: then no comparison is needed. */
function keyOf(d: usize, p: usize, size: u32): u64 {
  tag = 0;
  if (load<u32>(d, 28) && size < 16) {
    const packed = pack(p, size);
    if (packed) {
      tag = EXACT;
      return packed;
    }
  }
  return hash(p, size);
}

/** Packs up to 15 digits and dots into one number, four bits each, plus their count. 0 for other characters. */
function pack(p: usize, size: u32): u64 {
  const v = v128.and(v128.load(p), v128.load(masks + 16 - size));
  const digits = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
  const good: u32 = i8x16.bitmask(v128.or(digits, i8x16.eq(v, i8x16.splat(0x2e))));
  if (good != (1 << size) - 1) return 0;
  const nibbles = v128.and(v, i8x16.splat(0x0f));
  const pairs = v128.and(v128.or(nibbles, i16x8.shr_u(nibbles, 4)), i16x8.splat(0xff));
  return <u64>i64x2.extract_lane(i8x16.narrow_i16x8_u(pairs, pairs), 0) | (<u64>size << 60);
}

function hash(p: usize, size: u32): u64 {
  let h = seed ^ size;
  if (size < 8) return mix(h, size ? load<u64>(p) << (64 - (size << 3)) : 0);
  const last = p + size - 8; // overlaps the previous block
  for (; p < last; p += 8) h = mix(h, load<u64>(p));
  return mix(h, load<u64>(last));
}

function mix(h: u64, word: u64): u64 {
  h = (h ^ word) * K;
  return h ^ (h >> 32);
}

/** The first slot to probe for a key. */
function place(key: u64): u32 {
  return <u32>(((key ^ seed) * K) >> 32);
}
