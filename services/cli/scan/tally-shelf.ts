import { mkdtempSync, openSync, closeSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '#services/model/subject.ts';

/** Compressed bytes that are kept in memory; what is more goes to a temporary file. */
const BYTES_MAX = 24 * 1024 * 1024;

/** Where a long scan puts windows that have gone quiet: the memory it takes does not grow with what it holds. */
export class TallyShelf implements Disposable {
  readonly #held = new Map<string, Uint8Array>();
  readonly #filed = new Map<string, { readonly start: number; readonly size: number }>();
  readonly #bytesMax: number;
  #bytes = 0;
  #file: { readonly folder: string; readonly descriptor: number; end: number } | undefined;

  constructor(bytesMax = BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  put(key: string, value: Json): void {
    const bytes = zstdCompressSync(JSON.stringify(value));
    this.#held.set(key, bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > this.#bytesMax) this.#spill();
  }

  /** Takes a window off the shelf. */
  take(key: string): Json | undefined {
    const bytes = this.#held.get(key) ?? this.#read(key);
    if (bytes === undefined) return undefined;
    if (this.#held.delete(key)) this.#bytes -= bytes.length;
    this.#filed.delete(key);
    const value: Json = JSON.parse(zstdDecompressSync(bytes).toString());
    return value;
  }

  [Symbol.dispose](): void {
    if (this.#file === undefined) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.folder, { recursive: true, force: true });
  }

  #spill(): void {
    if (this.#file === undefined) {
      const folder = mkdtempSync(join(tmpdir(), 'vedette-scan-'));
      this.#file = { folder, descriptor: openSync(join(folder, 'tallies'), 'w+'), end: 0 };
    }
    for (const [key, bytes] of this.#held) {
      writeSync(this.#file.descriptor, bytes, 0, bytes.length, this.#file.end);
      this.#filed.set(key, { start: this.#file.end, size: bytes.length });
      this.#file.end += bytes.length;
    }
    this.#held.clear();
    this.#bytes = 0;
  }

  #read(key: string): Uint8Array | undefined {
    const place = this.#filed.get(key);
    if (place === undefined || this.#file === undefined) return undefined;
    const bytes = new Uint8Array(place.size);
    readSync(this.#file.descriptor, bytes, 0, place.size, place.start);
    return bytes;
  }
}
