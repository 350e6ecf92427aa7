import { READER_BOUNDS } from '#services/reader/bounds.ts';
import { Buffer } from 'node:buffer';
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib';

/** A compression or encoding, recognized by its first bytes. */
export type Wrapping = 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be';

/** A file format that Vedette does not read itself. */
export interface ForeignFormat {
  /** A sentence that names the format and says what to do. */
  readonly message: string;
  /** Set for formats that `vedette scan` unpacks. */
  readonly archive?: 'zip' | 'tar';
}

export function wrappingOf(bytes: Uint8Array): Wrapping | undefined {
  const { 0: first = 0, 1: second = 0 } = bytes;
  // A quick exit for nearly all text logs.
  if (first > 0x28 && first < 0x80 && second !== 0) return undefined;
  if (startsWith(bytes, [0x1f, 0x8b])) return 'gzip';
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  // UTF-16 without a byte order mark: logs begin with ASCII characters, so every second byte is zero.
  const head = bytes.subarray(0, 8);
  if (head.length < 8) return undefined;
  if (head.every((byte, at) => (byte === 0) === (at % 2 === 1))) return 'utf-16le';
  return head.every((byte, at) => (byte === 0) === (at % 2 === 0)) ? 'utf-16be' : undefined;
}

/** The unwrapped bytes, and whether the data was truncated. */
export interface Unwrapped {
  readonly bytes: Uint8Array;
  readonly cut: boolean;
}

/** Below this size any compression ratio is allowed. */
const RATIO_FROM = 1 << 20;

/**
 * Removes one compression or encoding. Undefined when that fails.
 *
 * @param outMax maximum of bytes; less when the compression ratio would exceed that of logs
 */
export function unwrapped(bytes: Uint8Array, wrapping: Wrapping, outMax: number): Unwrapped | 'over' | undefined {
  const max = Math.min(outMax, Math.max(RATIO_FROM, bytes.length * READER_BOUNDS.ratioMax));
  switch (wrapping) {
    case 'gzip':
      return inflated((finishFlush) =>
        gunzipSync(bytes, {
          maxOutputLength: max,
          finishFlush: finishFlush ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
        }),
      );
    case 'zstd':
      return inflated((finishFlush) =>
        zstdDecompressSync(bytes, {
          maxOutputLength: max,
          finishFlush: finishFlush ? constants.ZSTD_e_flush : constants.ZSTD_e_end,
        }),
      );
    case 'utf-16le':
    case 'utf-16be':
      return { bytes: Buffer.from(new TextDecoder(wrapping).decode(bytes)), cut: false };
  }
}

/** Truncated data is read as far as possible. */
function inflated(inflate: (tolerant: boolean) => Buffer): Unwrapped | 'over' | undefined {
  try {
    return { bytes: inflate(false), cut: false };
  } catch (cause) {
    if (isOver(cause)) return 'over';
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR')) return undefined;
  }
  try {
    const bytes = inflate(true);
    return bytes.length > 0 ? { bytes, cut: true } : undefined;
  } catch (cause) {
    return isOver(cause) ? 'over' : undefined;
  }
}

function isOver(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
}

/** The format of archives, compressions and other files that are no readable logs. */
export function foreignFormatOf(bytes: Uint8Array): ForeignFormat | undefined {
  return FOREIGN.find(({ at = 0, magic }) => magic.every((byte, i) => bytes[at + i] === byte));
}

interface NamedFormat extends ForeignFormat {
  readonly at?: number;
  readonly magic: readonly number[];
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
const unpack = (what: string, command: string): string =>
  `It is ${what}, which is not read: unpack it first (${command}).`;
const ZIP = 'It is a zip archive: scan it with `vedette scan`, which reads the files in it, or unpack it (unzip).';

const FOREIGN: readonly NamedFormat[] = [
  { magic: ascii('PK\u0003\u0004'), archive: 'zip', message: ZIP },
  { magic: ascii('PK\u0005\u0006'), archive: 'zip', message: ZIP },
  {
    at: 257,
    magic: ascii('ustar'),
    archive: 'tar',
    message: 'It is a tar archive: scan it with `vedette scan`, which reads the files in it, or unpack it (tar -xf).',
  },
  { magic: ascii('BZh'), message: unpack('compressed with bzip2', 'bunzip2') },
  { magic: [0xfd, ...ascii('7zXZ'), 0], message: unpack('compressed with xz', 'unxz') },
  { magic: [0x5d, 0, 0, 0x80], message: unpack('compressed with lzma', 'unlzma') },
  { magic: [0x04, 0x22, 0x4d, 0x18], message: unpack('compressed with lz4', 'unlz4') },
  { magic: [0x1f, 0x9d], message: unpack('compressed with compress (.Z)', 'uncompress') },
  { magic: [0xff, 0x06, 0, 0, ...ascii('sNaPpY')], message: unpack('compressed with Snappy', 'snzip -d') },
  { magic: [...ascii('7z'), 0xbc, 0xaf, 0x27, 0x1c], message: unpack('a 7-Zip archive', '7z x') },
  { magic: ascii('Rar!'), message: unpack('a RAR archive', 'unrar x') },
  {
    magic: ascii('Obj\u0001'),
    message: 'It is an Avro file, which is not read: export the logs as JSON, or as the text that AWS delivers.',
  },
  {
    magic: ascii('ORC'),
    message: 'It is an ORC file, which is not read: export the logs as JSON, or as the text that AWS delivers.',
  },
  { magic: [0xd4, 0xc3, 0xb2, 0xa1], message: 'It is a capture of packets (pcap), which is not read: flow logs are.' },
  {
    magic: [0x0a, 0x0d, 0x0d, 0x0a],
    message: 'It is a capture of packets (pcapng), which is not read: flow logs are.',
  },
];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}
