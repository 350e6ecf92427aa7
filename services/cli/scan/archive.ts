import { reasonOf } from '#services/model/sentence.ts';
import { Buffer } from 'node:buffer';
import { Readable, type Duplex } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import { fromBufferPromise, type Entry } from 'yauzl';
import type { Trouble } from '#services/model/log-object.ts';
import { ARCHIVE_SETTINGS, TEXT_SETTING, type ArchiveBounds } from '#services/model/object-bound.ts';
import { READER_BOUNDS } from '#services/reader/bounds.ts';
import { foreignFormatOf, unwrapped, wrappingOf, type Wrapping } from '#services/sources/carriers/bytes.ts';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isLast?: undefined;
}

/** A part of an archive that could not be read: the member with this name, or everything from there on (no name). */
export interface Missed {
  readonly name: string;
  readonly kind: Trouble['kind'];
  readonly message: string;
  /** Nothing that comes after it can be read. */
  readonly isLast?: true;
}

const MB = 1 << 20;

/**
 * Limits for all archives within one object: an archive of a megabyte can unpack to petabytes, or to a million files.
 */
export class ArchiveBudget {
  readonly bounds: ArchiveBounds;
  readonly #left: { files: number; bytes: number };
  readonly #depth: number;

  constructor(
    bounds: ArchiveBounds,
    left = { files: bounds.archiveFiles, bytes: bounds.archiveTextMb * MB },
    depth = 0,
  ) {
    this.bounds = bounds;
    this.#left = left;
    this.#depth = depth;
  }

  /** The budget of an archive within this one. */
  deeper(): ArchiveBudget {
    return new ArchiveBudget(this.bounds, this.#left, this.#depth + 1);
  }

  get isTooDeep(): boolean {
    return this.#depth >= this.bounds.archiveDepth;
  }

  /** The most bytes of one file. */
  get fileBytes(): number {
    return this.bounds.objectTextMb * MB;
  }

  /** @returns whether one more file is allowed */
  takeFile(): boolean {
    return this.#left.files-- > 0;
  }

  takeBytes(count: number): boolean {
    return (this.#left.bytes -= count) >= 0;
  }
}

/** The files of an archive, compressed or not; undefined when the bytes are no archive. */
export function membersOf(bytes: Uint8Array, budget: ArchiveBudget): AsyncIterable<Member | Missed> | undefined {
  const wrapping = wrappingOf(bytes);
  const kind = archiveKind(bytes, wrapping);
  if (kind === undefined) return undefined;
  if (budget.isTooDeep)
    return only(
      over(`Nested archives are read only ${budget.bounds.archiveDepth} levels deep`, ARCHIVE_SETTINGS.depth),
    );
  return kind === 'zip' ? zipped(bytes, wrapping, budget) : tarred(bytes, wrapping, budget);
}

/** Up to this size any compression ratio is allowed. */
const RATIO_FREE = 1 << 20;
/** How many bytes of decompressed data are needed to recognize an archive. */
const HEAD_MAX = 1 << 14;

function archiveKind(bytes: Uint8Array, wrapping: Wrapping | undefined): 'zip' | 'tar' | undefined {
  if (wrapping === undefined) return foreignFormatOf(bytes)?.archive;
  const head = unwrapped(bytes.subarray(0, HEAD_MAX), wrapping, HEAD_MAX * READER_BOUNDS.ratioMax);
  return head === undefined || head === 'over' ? undefined : foreignFormatOf(head.bytes)?.archive;
}

async function* zipped(
  bytes: Uint8Array,
  wrapping: Wrapping | undefined,
  budget: ArchiveBudget,
): AsyncGenerator<Member | Missed> {
  const plain = wrapping === undefined ? { bytes } : unwrapped(bytes, wrapping, budget.fileBytes);
  if (plain === undefined || plain === 'over')
    return yield over(`The archive has more than ${budget.fileBytes} bytes`, TEXT_SETTING);
  try {
    const { buffer, byteOffset, byteLength } = plain.bytes;
    const archive = await fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (!budget.takeFile()) return yield tooMany(budget);
      const refused = refusalOf(entry);
      if (refused !== undefined) {
        yield { name: entry.fileName, kind: 'unreadable-object', message: refused };
        continue;
      }
      const member = await collected(entry.fileName, () => archive.openReadStreamPromise(entry), budget);
      yield member;
      if (member.isLast) return;
    }
  } catch (cause) {
    yield broken(cause);
  }
}

function refusalOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'It is encrypted: unpack the archive with its password first.';
  if (entry.uncompressedSize > Math.max(entry.compressedSize * READER_BOUNDS.ratioMax, RATIO_FREE))
    return 'It is compressed more than any log would be: if it is a log, unpack the archive first.';
  return entry.canDecodeFileData()
    ? undefined
    : 'It uses a zip compression that is not supported: unpack the archive first.';
}

async function* tarred(
  bytes: Uint8Array,
  wrapping: Wrapping | undefined,
  budget: ArchiveBudget,
): AsyncGenerator<Member | Missed> {
  const chunks = Readable.from(slices(bytes));
  const inflate = wrapping === undefined ? undefined : inflater(wrapping);
  const plain = inflate === undefined ? chunks : chunks.on('error', (error) => inflate.destroy(error)).pipe(inflate);
  try {
    for await (const entry of webStream(plain).pipeThrough(createTarDecoder({ strict: true }))) {
      const { header, body } = entry;
      if (header.type !== 'file') {
        await body.cancel();
        continue;
      }
      if (!budget.takeFile()) return yield tooMany(budget);
      const member = await collected(header.name, async () => body, budget);
      yield member;
      if (member.isLast) return;
    }
  } catch (cause) {
    yield broken(cause);
  } finally {
    plain.destroy();
  }
}

/** Passes on truncated data as far as it goes: the archive's own structure shows that something is missing. */
function inflater(wrapping: Wrapping): Duplex {
  return wrapping === 'zstd'
    ? createZstdDecompress({ finishFlush: constants.ZSTD_e_flush })
    : createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
}

/** The stream in the form that the library takes. */
function webStream(chunks: Readable): ReadableStream<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.slice(at, at + SLICE);
}

const SLICE = 1 << 16;

/**
 * A whole member. One that is too large for an object is skipped, but still read, to charge its bytes to the budget.
 */
async function collected(
  name: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  budget: ArchiveBudget,
): Promise<Member | Missed> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of await open()) {
      if (!budget.takeBytes(chunk.length)) return tooMuch(budget);
      size += chunk.length;
      if (size <= budget.fileBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch (cause) {
    return { ...broken(cause), name };
  }
  if (size > budget.fileBytes)
    return {
      ...over(`It has ${size} bytes, more than ${budget.fileBytes}, the most for one file`, TEXT_SETTING),
      name,
    };
  return { name, bytes: Buffer.concat(chunks) };
}

async function* only(missed: Missed): AsyncGenerator<Missed> {
  yield missed;
}

function over(what: string, setting: string): Missed {
  return {
    name: '',
    kind: 'over-bound',
    message: `${what} (${setting}): raise the setting, or unpack the archive first.`,
  };
}

function tooMany({ bounds: { archiveFiles } }: ArchiveBudget): Missed {
  return over(`It has more than ${archiveFiles} files`, ARCHIVE_SETTINGS.files);
}

function tooMuch({ bounds: { archiveTextMb } }: ArchiveBudget): Missed {
  return { ...over(`It unpacks to more than ${archiveTextMb} MB`, ARCHIVE_SETTINGS.text), isLast: true };
}

function broken(cause: unknown): Missed {
  const said = reasonOf(cause);
  return {
    name: '',
    kind: 'unreadable-object',
    message: `The rest of the archive cannot be unpacked (${said}): download it again, or check the program that wrote it.`,
  };
}
