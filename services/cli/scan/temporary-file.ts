import { Buffer } from 'node:buffer';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The place of bytes in a file. */
export interface Stretch {
  readonly start: number;
  readonly size: number;
}

/** Additions are collected up to this many bytes, then written together. */
const TAIL = 256 * 1024;
/** A read fetches a whole block, which costs hardly more than one item: the next one is often in the same block. */
const BLOCK = 16 * 1024;

/** A file for data that a long scan cannot hold in memory. It is created at the first write. */
export class TemporaryFile implements Disposable {
  #descriptor: number | undefined;
  #folder: string | undefined;
  /** The bytes that were added last and are not written yet. */
  readonly #tail = Buffer.allocUnsafeSlow(TAIL);
  #filled = 0;
  #written = 0;
  /** The block that was read last, and where it starts. */
  #block = Buffer.allocUnsafeSlow(BLOCK);
  #blockStart = 0;
  #blockSize = 0;

  put(bytes: Uint8Array): Stretch {
    const size = bytes.length;
    if (size > TAIL - this.#filled) this.#flush();
    const start = this.#written + this.#filled;
    if (size <= TAIL) {
      this.#tail.set(bytes, this.#filled);
      this.#filled += size;
    } else {
      this.#write(bytes, start);
      this.#written += size;
    }
    return { start, size };
  }

  /** @returns bytes that are valid until the next call */
  read({ start, size }: Stretch): Buffer {
    if (start + size > this.#written) this.#flush();
    if (start < this.#blockStart || start + size > this.#blockStart + this.#blockSize) {
      if (size > this.#block.length) this.#block = Buffer.allocUnsafeSlow(size);
      this.#blockStart = start;
      this.#blockSize =
        this.#descriptor === undefined ? 0 : readSync(this.#descriptor, this.#block, { position: start });
      if (this.#blockSize < size) throw new Error('A temporary file lacks what was written to it.');
    }
    const at = start - this.#blockStart;
    return this.#block.subarray(at, at + size);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #flush(): void {
    if (this.#filled === 0) return;
    this.#write(this.#tail.subarray(0, this.#filled), this.#written);
    this.#written += this.#filled;
    this.#filled = 0;
  }

  /** A write may take fewer bytes than requested, as on a nearly full disk; the next write then reports the error. */
  #write(bytes: Uint8Array, start: number): void {
    const descriptor = (this.#descriptor ??= this.#create());
    for (let written = 0; written < bytes.length;)
      written += writeSync(descriptor, bytes, written, bytes.length - written, start + written);
  }

  /**
   * Where the system allows it, the file is unlinked at once and vanishes with its descriptor, so that nothing remains
   * however the scan ends. On Windows the folder stays until the file is closed.
   */
  #create(): number {
    const folder = mkdtempSync(join(tmpdir(), 'vedette-scan-'));
    const descriptor = openSync(join(folder, 'kept'), 'w+');
    if (process.platform === 'win32') this.#folder = folder;
    else rmSync(folder, { recursive: true, force: true });
    return descriptor;
  }
}
