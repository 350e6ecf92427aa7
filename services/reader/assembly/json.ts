// A strict JSON parser (RFC 8259) that builds nothing: each function takes a position and returns the one after.
//
// The byte after the text is zero. No production accepts a zero, so it ends every loop. `fail` returns its position, so
// that every caller fails as well. So no function needs a length, and no position is ever past the end.
import { at } from './memory';

/** Deeper than any log; recursion needs a limit. */
export const DEPTH_MAX: u32 = 64;

let end: usize = 0;
let bad: bool = false;
let tooDeep: bool = false;
let escapes: bool = false;
let loneSurrogate: bool = false;

/** Sets the end of the text, where a zero byte stands. */
export function begin(to: usize): void {
  end = to;
  bad = false;
  tooDeep = false;
}

/** Like `begin`, for the same text. */
export function retry(): void {
  begin(end);
}

export function fail(): usize {
  bad = true;
  return end;
}

/** Whether anything failed since `begin`. */
export function failed(): bool {
  return bad;
}

/** Whether the nesting depth was the only failure. */
export function failedDeep(): bool {
  return tooDeep;
}

/** Whether the string read last has escapes. */
export function escaped(): bool {
  return escapes;
}

/** Whether the text decoded last had a lone surrogate. */
export function lone(): bool {
  return loneSurrogate;
}

export function space(p: usize): usize {
  if (at(p) > 0x20) return p;
  while (at(p) == 0x20 || at(p) == 0x0a || at(p) == 0x0d || at(p) == 0x09) p++;
  return p;
}

/** Skips any value. `depth`: number of enclosing objects and arrays. */
export function value(p: usize, depth: u32): usize {
  const c = at(p);
  if (c == 0x22) return string(p);
  if (c == 0x7b) return object(p, depth);
  if (c == 0x5b) return array(p, depth);
  return scalar(p);
}

/** From the opening quote to the byte after the closing one. */
export function string(p: usize): usize {
  p++;
  escapes = false;
  while (true) {
    const v = v128.load(p);
    const quote = i8x16.eq(v, i8x16.splat(0x22));
    const backslash = i8x16.eq(v, i8x16.splat(0x5c));
    const control = i8x16.lt_u(v, i8x16.splat(0x20));
    const stop: u32 = i8x16.bitmask(v128.or(v128.or(quote, backslash), control));
    if (!stop) {
      p += 16;
      continue;
    }
    p += ctz(stop);
    if (at(p) == 0x22) return p + 1;
    if (at(p) != 0x5c) return fail();
    escapes = true;
    p = escape(p);
  }
  return fail();
}

function escape(p: usize): usize {
  switch (at(p + 1)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return p + 2;
    case 0x75:
      return hex(p + 2) < 0 ? fail() : p + 6;
  }
  return fail();
}

/** Four hexadecimal digits, or -1. */
function hex(p: usize): i32 {
  let v: i32 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const digit = at(p + i) - 0x30;
    const letter = (at(p + i) | 0x20) - 0x61;
    if (digit < 10) v = (v << 4) | digit;
    else if (letter < 6) v = (v << 4) | (letter + 10);
    else return -1;
  }
  return v;
}

/** From the byte after a key to its value. */
export function colon(p: usize): usize {
  if (at(p) != 0x3a) {
    p = space(p);
    if (at(p) != 0x3a) return fail();
  }
  return space(p + 1);
}

function object(p: usize, depth: u32): usize {
  if (depth >= DEPTH_MAX) return failDeep();
  p = space(p + 1);
  if (at(p) == 0x7d) return p + 1;
  while (at(p) == 0x22) {
    p = space(value(colon(string(p)), depth + 1));
    if (at(p) == 0x7d) return p + 1;
    if (at(p) != 0x2c) return fail();
    p = space(p + 1);
  }
  return fail();
}

function array(p: usize, depth: u32): usize {
  if (depth >= DEPTH_MAX) return failDeep();
  p = space(p + 1);
  if (at(p) == 0x5d) return p + 1;
  while (true) {
    p = space(value(p, depth + 1));
    if (at(p) == 0x5d) return p + 1;
    if (at(p) != 0x2c) return fail();
    p = space(p + 1);
  }
  return fail();
}

export function failDeep(): usize {
  tooDeep = !bad;
  return fail();
}

/** A number, `true`, `false` or `null`. */
function scalar(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x65757274 || word == 0x6c6c756e) return p + 4;
  if (word == 0x736c6166) return at(p + 4) == 0x65 ? p + 5 : fail();
  if (at(p) == 0x2d) p++;
  if (!isDigit(p)) return fail();
  p = at(p) == 0x30 ? p + 1 : digits(p);
  if (at(p) == 0x2e) {
    if (!isDigit(p + 1)) return fail();
    p = digits(p + 1);
  }
  if ((at(p) | 0x20) == 0x65) {
    p++;
    if (at(p) == 0x2b || at(p) == 0x2d) p++;
    if (!isDigit(p)) return fail();
    p = digits(p);
  }
  return p;
}

function isDigit(p: usize): bool {
  return at(p) - 0x30 < 10;
}

function digits(p: usize): usize {
  while (isDigit(p)) p++;
  return p;
}

/**
 * Whether a scalar has the spelling of JSON.stringify: `true`, `false`, or an integer that a double holds exactly.
 * Other spellings are left to `reference.ts`.
 */
export function plain(p: usize, size: u32): bool {
  if (at(p) - 0x61 < 26) return true;
  const from = at(p) == 0x2d ? p + 1 : p;
  if (size > 15 || (from != p && at(from) == 0x30)) return false;
  return digits(from) == p + size;
}

/**
 * The end of the object or array at `p`, found by brackets and strings alone, at any depth. `reference.ts` decides
 * whether it is valid.
 */
export function bracketEnd(p: usize): usize {
  let open: u32 = 0;
  while (p < end) {
    const c = at(p);
    if (c == 0x22) {
      p = string(p);
      continue;
    }
    p++;
    if ((c | 0x20) == 0x7b) open++;
    else if ((c | 0x20) == 0x7d && --open == 0) return p;
  }
  return fail();
}

/**
 * Decodes the inside of a string to UTF-8 at `to`; a lone surrogate becomes U+FFFD. Returns the size, at most that of
 * the source.
 */
export function unescape(p: usize, size: u32, to: usize): u32 {
  const stop = p + size;
  let out = to;
  loneSurrogate = false;
  while (p < stop) {
    const c = at(p);
    if (c != 0x5c) {
      store<u8>(out++, <u8>c);
      p++;
      continue;
    }
    const kind = at(p + 1);
    p += 2;
    if (kind != 0x75) {
      store<u8>(out++, <u8>plainEscape(kind));
      continue;
    }
    let u: u32 = hex(p);
    p += 4;
    if (u - 0xd800 < 0x400 && p + 6 <= stop && load<u16>(p) == 0x755c && <u32>hex(p + 2) - 0xdc00 < 0x400) {
      u = 0x10000 + ((u - 0xd800) << 10) + (<u32>hex(p + 2) - 0xdc00);
      p += 6;
    } else if (u - 0xd800 < 0x800) {
      loneSurrogate = true;
      u = 0xfffd;
    }
    out = utf8(u, out);
  }
  return <u32>(out - to);
}

function plainEscape(kind: u32): u32 {
  switch (kind) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
  }
  return kind;
}

function utf8(u: u32, out: usize): usize {
  if (u < 0x80) {
    store<u8>(out, <u8>u);
    return out + 1;
  }
  if (u < 0x800) {
    store<u8>(out, <u8>(0xc0 | (u >> 6)));
    return tail(u, out + 1);
  }
  if (u < 0x10000) {
    store<u8>(out, <u8>(0xe0 | (u >> 12)));
    return tail(u, tail(u >> 6, out + 1));
  }
  store<u8>(out, <u8>(0xf0 | (u >> 18)));
  return tail(u, tail(u >> 6, tail(u >> 12, out + 1)));
}

function tail(u: u32, out: usize): usize {
  store<u8>(out, <u8>(0x80 | (u & 0x3f)));
  return out + 1;
}
