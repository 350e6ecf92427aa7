import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import { TEXT_MB_MAX, tooLarge } from '#services/model/object-bound.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Recognition } from '#services/model/source.ts';
import { fileRefusal } from './file-refusal.ts';

/**
 * Serves objects from a folder that holds one folder for each bucket, as a copy of the buckets would. Objects without a
 * bucket are files at the path that their key names.
 */
export function folderObjects(root: string, textMb = TEXT_MB_MAX): ObjectStore {
  return {
    async get({ bucket, key }) {
      const path = join(root, bucket, key);
      try {
        return tooLarge((await stat(path)).size, textMb) ?? (await readFile(path));
      } catch (cause) {
        return fileRefusal(cause);
      }
    },
  };
}

/**
 * All objects of a bucket's folder, in the order of their keys. The etag is what S3 gives an upload in one part: the
 * MD5 of the content.
 */
export async function listFolder(
  root: string,
  bucket: string,
  recognize: (
    key: string,
  ) => { readonly source: { readonly name: SourceName }; readonly recognition: Recognition } | undefined,
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
      source: known?.source.name,
      accountId: known?.recognition.accountId,
      region: known?.recognition.region,
    });
  }
  return objects;
}
