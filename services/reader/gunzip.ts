import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { Trouble } from '#services/model/log-object.ts';
import { TEXT_MB_MAX, TEXT_SETTING } from '#services/model/object-bound.ts';
import type { ReaderBounds } from './bounds.ts';
import type { Wasm } from './wasm.ts';

/** Where the module inflates from and to. */
export interface InflateBuffers {
  readonly source: number;
  readonly size: number;
  readonly target: number;
}

/** Error codes that `inflate` returns instead of a length. */
const CUT = -2;
const TOO_LONG = -3;

const TRAILER = 8;
/** For smaller texts the ratio is not limited. */
const RATIO_FROM = 1 << 20;

/** What was inflated. */
export interface Inflated {
  readonly size: number;
  readonly troubles: readonly Trouble[];
  /** True: the text is known to be valid UTF-8. Otherwise nobody looked, or a character lies on a border of members. */
  readonly isText?: boolean;
}

/**
 * Inflates consecutive gzip members (RFC 1952). Returns the size of the text and any trouble: the output of a truncated
 * member is kept, a damaged one yields nothing, and a text over its bound is dropped entirely.
 */
export function gunzip(wasm: Wasm, place: InflateBuffers, bounds: ReaderBounds): Inflated {
  const { source, size, target } = place;
  const input = wasm.whole;
  const end = source + size;
  const max = Math.min(bounds.outMax, Math.max(RATIO_FROM, size * bounds.ratioMax));
  let from = 0;
  let length = 0;
  let isText = true;
  while (from < size) {
    const member = source + from;
    if (input[member] !== 0x1f || (member + 1 < end && input[member + 1] !== 0x8b)) {
      if (from === 0) return { size: 0, troubles: [damaged(0)] };
      return { size: length, troubles: [trailing(from, size - from)] };
    }
    const header = headerSize(input, member, end);
    if (header === 'cut') return { size: length, troubles: [cut(from, size)] };
    if (header === 'unknown') return { size: length, troubles: [damaged(from)] };
    const stream = from + header;
    const gained = wasm.exports.inflate(source + stream, size - stream, target + length, max - length);
    if (gained === TOO_LONG) return { size: 0, troubles: [overBound(size, max, bounds)] };
    if (gained === CUT) return { size: length + wasm.exports.inflateKept(), troubles: [cut(from, size)] };
    if (gained < 0) return { size: length, troubles: [damaged(from)] };
    const trailer = stream + wasm.exports.inflateConsumed();
    if (trailer + TRAILER > size) return { size: length + gained, troubles: [cut(from, size)] };
    const checked = check(wasm.bytes(target + length, gained));
    const right =
      input.readUInt32LE(source + trailer) === checked.crc && input.readUInt32LE(source + trailer + 4) === gained;
    if (!right) return { size: length, troubles: [damaged(from)] };
    isText &&= checked.isText;
    length += gained;
    from = trailer + TRAILER;
  }
  return { size: length, troubles: [], isText };
}

/** Bytes that stay in the second-level cache. */
const PIECE = 1 << 17;

/**
 * The CRC of a member's text, and whether it is valid UTF-8. Both are asked of one piece after the other, because the
 * second is ten times as fast when the first has loaded the piece into the cache.
 */
function check(text: Uint8Array): { readonly crc: number; readonly isText: boolean } {
  let crc = 0;
  let isText = true;
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + PIECE, text.length);
    // A character has at most three more bytes after its first one.
    for (let more = 0; more < 3 && to < text.length && isWithinCharacter(text[to]); more++) to--;
    const piece = text.subarray(from, to);
    crc = crc32(piece, crc);
    isText &&= isUtf8(piece);
    from = to;
  }
  return { crc, isText };
}

function isWithinCharacter(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const DEFLATE = 8;

/** Bytes of a member before its stream. */
function headerSize(input: Uint8Array, member: number, end: number): number | 'cut' | 'unknown' {
  const byte = (at: number): number | undefined => (member + at < end ? input[member + at] : undefined);
  const flags = byte(3) ?? 0;
  if ((byte(2) ?? DEFLATE) !== DEFLATE || flags > 31) return 'unknown';
  let size = 10;
  if (flags & FLAG_EXTRA) size += 2 + (byte(size) ?? 0) + ((byte(size + 1) ?? 0) << 8);
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & flag)) continue;
    while (byte(size) !== undefined && byte(size) !== 0) size++;
    size++;
  }
  if (flags & FLAG_HEADER_CRC) size += 2;
  return member + size > end ? 'cut' : size;
}

function cut(from: number, size: number): Trouble {
  const message = `The gzip member at byte ${from} ends before its time, at byte ${size}: what came before was read; copy the object again and read it anew.`;
  return { kind: 'truncated', message, position: size, records: 0 };
}

function damaged(from: number): Trouble {
  const message = `The gzip member at byte ${from} is damaged, and what follows cannot be told apart: copy the object again and read it anew.`;
  return { kind: 'unreadable-object', message, position: from, records: 0 };
}

function trailing(from: number, count: number): Trouble {
  const message = `After its last gzip member, from byte ${from} on, the object has ${count} bytes that are no gzip: everything before was read.`;
  return { kind: 'trailing-garbage', message, position: from, records: 0 };
}

function overBound(size: number, max: number, bounds: ReaderBounds): Trouble {
  const message =
    max === bounds.outMax
      ? `Inflated, the object's ${size} bytes are more text than the ${max} bytes that ${TEXT_SETTING} lets one have: split it, or raise the setting (${TEXT_MB_MAX} at most).`
      : `Inflated, the object's ${size} bytes grow more than ${bounds.ratioMax} times, as no log does: look at who wrote it.`;
  return { kind: 'over-bound', message, position: undefined, records: 0 };
}
