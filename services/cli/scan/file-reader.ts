import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { tooLarge } from '#services/model/object-bound.ts';
import type { ObjectRefusal, ObjectStore } from '#services/model/object-store.ts';
import { STANDARD_INPUT } from './find-files.ts';
import { fileRefusal } from '#services/workers/adapters/file-refusal.ts';

/**
 * Reads files into one shared buffer: the bytes are valid until the next call. Separate buffers would pile up, because
 * the garbage collector does not count their bytes. Reads are synchronous: a scan has nothing else to do meanwhile, and
 * awaiting a small file takes three times as long as reading it.
 */
export function fileReader(textMb: number, stdin: AsyncIterable<Uint8Array> = process.stdin): ObjectStore {
  let buffer = new Uint8Array(1 << 20);
  return {
    async get({ key }) {
      if (key === STANDARD_INPUT) return wholeOf(stdin, textMb);
      try {
        using file = opened(key);
        let length = 0;
        for (;;) {
          if (length === buffer.length) {
            const { size } = fstatSync(file.descriptor);
            const refused = tooLarge(size, textMb);
            if (refused !== undefined) return refused;
            buffer = enlarged(buffer, size);
          }
          const bytesRead = readSync(file.descriptor, buffer, length, buffer.length - length, null);
          if (bytesRead === 0) return buffer.subarray(0, length);
          length += bytesRead;
        }
      } catch (cause) {
        return fileRefusal(cause);
      }
    },
  };
}

/** The size of a stream is unknown until it ends, so its pieces are collected. */
async function wholeOf(stream: AsyncIterable<Uint8Array>, textMb: number): Promise<Uint8Array | ObjectRefusal> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of stream) {
    size += bytes.length;
    const refused = tooLarge(size, textMb);
    if (refused !== undefined) return refused;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** A larger buffer with room to spare: the next files of the same log may be slightly larger. */
function enlarged(buffer: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(Math.ceil(size * 1.25), buffer.length * 2));
  larger.set(buffer);
  return larger;
}

function opened(path: string): Disposable & { readonly descriptor: number } {
  const descriptor = openSync(path, 'r');
  return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
}
