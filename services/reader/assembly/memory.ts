// Memory is never freed: buffers, columns and dictionaries live as long as the module.
// Pages that nothing touches cost nothing, so reservations may be generous.

let top: usize = __heap_base;

/** Room after every block, so that 16 bytes can be read at its last byte. */
const MARGIN: usize = 64;

/** `size` zero bytes, aligned to 64. May grow the memory, which detaches earlier views of it. */
export function reserve(size: usize): usize {
  const from = (top + 63) & ~63;
  top = from + size + MARGIN;
  if (top < from) unreachable(); // address space exhausted
  const lacking = <i32>((top + 0xffff) >> 16) - memory.size();
  if (lacking > 0 && memory.grow(lacking) < 0) unreachable();
  return from;
}

export function at(p: usize): u32 {
  return load<u8>(p);
}

/** Whether two texts of `size` bytes are equal. Reads up to 15 bytes more of each. */
export function same(a: usize, b: usize, size: usize): bool {
  let i: usize = 0;
  for (; i + 16 <= size; i += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(a + i), v128.load(b + i)))) return false;
  }
  if (i == size) return true;
  const equal: u32 = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
  return (~equal & ((1 << <u32>(size - i)) - 1)) == 0;
}

/** How many of the first `size` bytes two texts have in common. Reads up to 15 bytes more of each. */
export function sameUpTo(a: usize, b: usize, size: u32): u32 {
  for (let i: u32 = 0; i < size; i += 16) {
    const equal: u32 = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
    if (equal != 0xffff) return min(size, i + ctz(~equal));
  }
  return size;
}

/** The first line feed, or the byte after the text, which must be zero. */
export function lineEnd(p: usize, end: usize): usize {
  while (p < end) {
    const feeds: u32 = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x0a)));
    if (feeds) return min(p + ctz(feeds), end);
    p += 16;
  }
  return end;
}
