import { Buffer } from 'node:buffer';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Where bytes lie in a file. */
export interface Stretch {
  readonly start: number;
  readonly size: number;
}

/** What is put one after another is written at once… */
const TAIL = 256 * 1024;
/** …and often read so, but not always: to read a few neighbours costs hardly more than to read one. */
const BLOCK = 16 * 1024;

/** Where a long scan puts what it cannot hold in memory. The file is made only when there is something to write. */
export class TemporaryFile implements Disposable {
  #descriptor: number | undefined;
  #folder: string | undefined;
  /** The bytes that were put last and are not written to the file yet. */
  readonly #tail = Buffer.allocUnsafeSlow(TAIL);
  #filled = 0;
  #written = 0;
  /** What was read last, and where it starts. */
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

  /** A write may take fewer bytes than it is given, such as on a disk that is nearly full: the next one then says so. */
  #write(bytes: Uint8Array, start: number): void {
    const descriptor = (this.#descriptor ??= this.#create());
    for (let written = 0; written < bytes.length;)
      written += writeSync(descriptor, bytes, written, bytes.length - written, start + written);
  }

  /**
   * Where a file may lose its name while it is open, it does so at once, and goes with its descriptor: so nothing stays
   * behind however the scan ends. Windows keeps the folder until the file is closed.
   */
  #create(): number {
    const folder = mkdtempSync(join(tmpdir(), 'vedette-scan-'));
    const descriptor = openSync(join(folder, 'kept'), 'w+');
    if (process.platform === 'win32') this.#folder = folder;
    else rmSync(folder, { recursive: true, force: true });
    return descriptor;
  }
}
