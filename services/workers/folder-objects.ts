import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogObject } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Recognition } from '#services/model/source.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { READER_BOUNDS } from '#services/reader/bounds.ts';

/**
 * Serves objects from a folder that holds a folder for each bucket, as a copy of the buckets would. Objects of no bucket
 * are files, at their key.
 */
export function folderObjects(root: string): ObjectStore {
  return {
    async get({ bucket, key }) {
      try {
        const { size } = await stat(join(root, bucket, key));
        if (size > READER_BOUNDS.inMax) return { refused: 'over-bound', message: tooLarge(size) };
        return await readFile(join(root, bucket, key));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'ENOENT') return { refused: 'missing', message: `${join(root, bucket, key)} is gone.` };
        if (code === 'EACCES' || code === 'EPERM')
          return {
            refused: 'access-denied',
            message: `${join(root, bucket, key)} may not be read: check its permissions.`,
          };
        throw error;
      }
    },
  };
}

function tooLarge(size: number): string {
  return `It has ${size} bytes, more than the ${READER_BOUNDS.inMax} that are read of one file: split it, or compress it.`;
}

/** All objects of a bucket's folder, in order of their keys. The etag is S3's for an upload in one part: MD5 of the content. */
export async function listFolder(
  root: string,
  bucket: string,
  recognize: (key: string) => { readonly source: SourceName; readonly recognition: Recognition } | undefined,
): Promise<readonly LogObject[]> {
  const entries = await readdir(join(root, bucket), { recursive: true, withFileTypes: true });
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, bucket).length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
  const objects: LogObject[] = [];
  for (const key of keys) {
    const bytes = await readFile(join(root, bucket, key));
    const known = recognize(key);
    objects.push({
      bucket,
      key,
      etag: createHash('md5').update(bytes).digest('hex'),
      sizeBytes: bytes.byteLength,
      source: known?.source,
      accountId: known?.recognition.accountId,
      region: known?.recognition.region,
    });
  }
  return objects;
}
