import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ObjectRefusal, ObjectStore } from '#services/model/object-store.ts';
import { READER_BOUNDS } from '#services/reader/bounds.ts';

/**
 * Gives the bytes of files, all in the same buffer: what it gave is valid until it is asked again. Buffers of their own
 * would lie about until they are collected, for their bytes do not count as the collector's. A scan has nothing else to
 * do meanwhile, and to wait for a small file through a promise takes three times as long as to read it.
 */
export function fileReader(): ObjectStore {
  let buffer = new Uint8Array(1 << 20);
  return {
    async get({ key }) {
      try {
        using file = opened(key);
        const { size } = fstatSync(file.descriptor);
        if (size > READER_BOUNDS.inMax) return { refused: 'over-bound', message: tooLarge(size) };
        // Files of one log differ in size by a little.
        if (size > buffer.length) buffer = new Uint8Array(Math.min(READER_BOUNDS.inMax, Math.ceil(size * 1.25)));
        let length = 0;
        while (length < size) {
          const bytesRead = readSync(file.descriptor, buffer, length, size - length, null);
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return buffer.subarray(0, length);
      } catch (cause) {
        return refusal(cause);
      }
    },
  };
}

function opened(path: string): Disposable & { readonly descriptor: number } {
  const descriptor = openSync(path, 'r');
  return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
}

function tooLarge(size: number): string {
  return `It has ${size} bytes, more than the ${READER_BOUNDS.inMax} that are read of one file: split it, or compress it.`;
}

function refusal(cause: unknown): ObjectRefusal {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return { refused: 'missing', message: 'It was there a moment ago, and is gone.' };
  if (code === 'EACCES' || code === 'EPERM')
    return { refused: 'access-denied', message: 'It may not be read: check its permissions.' };
  throw cause;
}
