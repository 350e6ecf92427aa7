import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '#services/model/object-store.ts';
import { READER_BOUNDS } from '#services/reader/bounds.ts';

/**
 * Objects that are files: those of a bucket lie below a folder of its name, those of no bucket are at their key.
 *
 * @param root the folder that holds the buckets
 */
export function fileStore(root: string): ObjectStore {
  return {
    async get({ bucket, key }) {
      const file = bucket === '' ? key : join(root, bucket, key);
      try {
        const { size } = await stat(file);
        if (size > READER_BOUNDS.inMax)
          return {
            refused: 'over-bound',
            message: `The file has ${size} bytes, more than the ${READER_BOUNDS.inMax} that are read of one: split it, or compress it.`,
          };
        return await readFile(file);
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        const message = `The file cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`;
        return { refused: code === 'ENOENT' ? 'missing' : 'access-denied', message };
      }
    },
  };
}
