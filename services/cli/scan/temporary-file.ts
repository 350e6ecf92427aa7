import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where bytes lie in a file, and how many would find room there. */
export interface Stretch {
  readonly start: number;
  readonly size: number;
  readonly room: number;
}

/** What a long scan holds no longer in memory. On disk only once there is something to write. */
export class TemporaryFile implements Disposable {
  #file: { readonly descriptor: number; end: number } | undefined;

  /**
   * @param before what these bytes replace: they go to the same place if they fit, else to one with room to grow, so
   *   that what is written again and again takes little more than once
   */
  put(bytes: Uint8Array, before?: Stretch): Stretch {
    const file = (this.#file ??= create());
    const size = bytes.length;
    if (before !== undefined && size <= before.room) {
      write(file.descriptor, bytes, before.start);
      return { ...before, size };
    }
    const start = file.end;
    const room = before === undefined ? size : size * 2;
    write(file.descriptor, bytes, start);
    file.end += room;
    return { start, size, room };
  }

  read({ start, size }: Stretch): Uint8Array {
    const bytes = new Uint8Array(size);
    const read = this.#file === undefined ? 0 : readSync(this.#file.descriptor, bytes, 0, size, start);
    if (read !== size) throw new Error(`A temporary file lacks ${size - read} bytes of what was written to it.`);
    return bytes;
  }

  [Symbol.dispose](): void {
    if (this.#file === undefined) return;
    closeSync(this.#file.descriptor);
    this.#file = undefined;
  }
}

function create() {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-scan-'));
  const descriptor = openSync(join(folder, 'kept'), 'w+');
  // Its name goes at once, and it with the descriptor: so nothing stays behind however the scan ends.
  rmSync(folder, { recursive: true, force: true });
  return { descriptor, end: 0 };
}

/** A write may take fewer bytes than it is given, such as on a disk that is nearly full: the next one then says so. */
function write(descriptor: number, bytes: Uint8Array, start: number): void {
  for (let written = 0; written < bytes.length;)
    written += writeSync(descriptor, bytes, written, bytes.length - written, start + written);
}
