// Texts to dense ids, first seen first; id 0 is "absent". All dictionaries keep their texts in one arena.
//
// dictionary: 0 next dictionary | 4 count | 8 mask of the slots | 12 slots | 16 slots there is room for | 20 entries
//             24 count at the mark | 28 only addresses | 32 ids there is room for
// slot:       0 hash, 0 when free | 4 id
// entry:      0 text | 4 size | 8 hash
import { isAddress } from './address';
import { reserve, same } from './memory';

const SLOTS_MIN: u32 = 1024;
const ENTRY: usize = 12;

let seed: u64 = 0;
let first: usize = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
let used: usize = 0;
let usedAtMark: usize = 0;

/** Once. `room`: bytes of all texts together. */
export function reserveArena(room: usize, hashSeed: u32): void {
  seed = (<u64>hashSeed) * 0x9e3779b97f4a7c15 + 0x632be59bd9b4e019;
  arena = reserve(room);
  arenaEnd = arena + room;
  used = arena;
}

/** Bytes of text that all dictionaries hold. */
export function arenaUsed(): u32 {
  return <u32>(used - arena);
}

/** `most`: ids there must be room for. `addresses`: gives them to IP addresses only. */
export function dictionary(most: u32, addresses: bool): usize {
  const d = reserve(40);
  store<u32>(d, <u32>first);
  first = d;
  store<u32>(d, SLOTS_MIN - 1, 8);
  store<u32>(d, <u32>reserve(SLOTS_MIN << 3), 12);
  store<u32>(d, SLOTS_MIN, 16);
  store<u32>(d, <u32>reserve(<usize>(most + 1) * ENTRY), 20);
  store<u32>(d, addresses, 28);
  store<u32>(d, most, 32);
  return d;
}

export function count(d: usize): u32 {
  return load<u32>(d, 4);
}

export function textAt(d: usize, id: u32): usize {
  return load<u32>(entry(d, id));
}

export function sizeOf(d: usize, id: u32): u32 {
  return load<u32>(entry(d, id), 4);
}

/** Forgets every id of every dictionary. */
export function clearAll(): void {
  for (let d = first; d; d = load<u32>(d)) {
    store<u32>(d, 0, 4);
    store<u32>(d, SLOTS_MIN - 1, 8);
    memory.fill(load<u32>(d, 12), 0, SLOTS_MIN << 3);
  }
  used = arena;
}

/** Remembers what is known now, for `rewind`. */
export function mark(): void {
  for (let d = first; d; d = load<u32>(d)) store<u32>(d, count(d), 24);
  usedAtMark = used;
}

/** Forgets the ids given since the mark. The last in leaves first, so no other's path of slots is broken. */
export function rewind(): void {
  for (let d = first; d; d = load<u32>(d)) {
    const mask = load<u32>(d, 8);
    const slots: usize = load<u32>(d, 12);
    for (let id = count(d); id > load<u32>(d, 24); id--) {
      let i = load<u32>(entry(d, id), 8) & mask;
      while (load<u32>(slots + (<usize>i << 3), 4) != id) i = (i + 1) & mask;
      store<u64>(slots + (<usize>i << 3), 0);
    }
    store<u32>(d, load<u32>(d, 24), 4);
  }
  used = usedAtMark;
}

/** A place for `size` bytes that `intern` may be given next, without copying them again. */
export function scratch(size: usize): usize {
  if (used + size > arenaEnd) unreachable();
  return used;
}

/** The id of a text, given when it is new. 0: a dictionary of addresses was given something else. */
export function intern(d: usize, p: usize, size: u32): u32 {
  const h = hash(p, size);
  const mask = load<u32>(d, 8);
  const slots: usize = load<u32>(d, 12);
  for (let i = h & mask; ; i = (i + 1) & mask) {
    const slot = slots + (<usize>i << 3);
    const held = load<u32>(slot);
    if (held == h) {
      const id = load<u32>(slot, 4);
      const e = entry(d, id);
      if (load<u32>(e, 4) == size && same(load<u32>(e), p, size)) return id;
    } else if (!held) return add(d, slot, p, size, h);
  }
  return 0;
}

function add(d: usize, slot: usize, p: usize, size: u32, h: u32): u32 {
  if (load<u32>(d, 28) && !isAddress(p, size)) return 0;
  const id = count(d) + 1;
  const text = scratch(size);
  if (id > load<u32>(d, 32)) unreachable();
  memory.copy(text, p, size);
  used = text + size;
  store<u32>(slot, h);
  store<u32>(slot, id, 4);
  const e = entry(d, id);
  store<u32>(e, <u32>text);
  store<u32>(e, size, 4);
  store<u32>(e, h, 8);
  store<u32>(d, id, 4);
  if (id << 1 > load<u32>(d, 8)) widen(d);
  return id;
}

/** Doubles the slots. */
function widen(d: usize): void {
  const wanted = (load<u32>(d, 8) + 1) << 1;
  if (wanted > load<u32>(d, 16)) {
    store<u32>(d, <u32>reserve(<usize>wanted << 3), 12);
    store<u32>(d, wanted, 16);
  } else memory.fill(load<u32>(d, 12), 0, <usize>wanted << 3);
  store<u32>(d, wanted - 1, 8);
  const mask = wanted - 1;
  const slots: usize = load<u32>(d, 12);
  for (let id: u32 = 1; id <= count(d); id++) {
    const h = load<u32>(entry(d, id), 8);
    let i = h & mask;
    while (load<u32>(slots + (<usize>i << 3))) i = (i + 1) & mask;
    store<u32>(slots + (<usize>i << 3), h);
    store<u32>(slots + (<usize>i << 3), id, 4);
  }
}

function entry(d: usize, id: u32): usize {
  return <usize>load<u32>(d, 20) + <usize>id * ENTRY;
}

function hash(p: usize, size: u32): u32 {
  let h = seed ^ size;
  let left = size;
  for (; left > 8; left -= 8) {
    h = mix(h, load<u64>(p));
    p += 8;
  }
  if (left) h = mix(h, load<u64>(p) << (64 - (left << 3)));
  return <u32>(h ^ (h >> 29)) | 1;
}

function mix(h: u64, word: u64): u64 {
  h = (h ^ word) * 0x9e3779b97f4a7c15;
  return h ^ (h >> 32);
}
