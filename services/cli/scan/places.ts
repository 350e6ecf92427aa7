import type { LogObject } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { fileReader } from './file-reader.ts';
import { findFiles } from './find-files.ts';
import { inTimeOrder } from './time-order.ts';
import type { Named } from './scan-account.ts';
import { openBuckets, type BucketsConfig } from './buckets.ts';

/** Where a scan reads: files, folders and buckets, as one row of objects. */
export interface Places {
  readonly count: number;
  readonly refused: readonly Named[];
  readonly store: ObjectStore;
  objects(): Iterable<LogObject>;
  /** The set that a file is counted with: the path it was found below, and the first folder there. */
  setOf(name: string): string;
  close(): Promise<void>;
}

export async function openPlaces(paths: readonly string[], config: BucketsConfig): Promise<Places> {
  const addresses = paths.filter((path) => path.startsWith('s3://'));
  const folders = paths.filter((path) => !path.startsWith('s3://'));
  const files = await findFiles(folders);
  const buckets = await openBuckets(addresses, config);
  const names = inTimeOrder([...files.names, ...buckets.names]);
  const local = fileReader(config.objectTextMb);
  return {
    count: names.length + files.refused.length,
    refused: files.refused,
    store: { get: (object) => (object.bucket === '' ? local : buckets.store).get(object) },
    *objects() {
      for (const name of names) yield objectOf(name);
    },
    setOf: sets(paths),
    close: buckets.close,
  };
}

function objectOf(name: string): LogObject {
  const [, bucket = '', key = name] = (name.startsWith('s3://') && /^s3:\/\/([^/]+)\/(.*)$/s.exec(name)) || [];
  return { bucket, key, etag: '', sizeBytes: 0, source: undefined, accountId: undefined, region: undefined };
}

function sets(paths: readonly string[]): (name: string) => string {
  const bases = paths.map((path) => ({ path, base: path.replace(/\/+$/, '') }));
  return (name) => {
    const base = bases.find(({ path }) => name.startsWith(path))?.base;
    if (base === undefined || base === '') return name;
    if (base.startsWith('s3://')) return base;
    let from = base.length;
    while (name[from] === '/') from++;
    const slash = name.indexOf('/', from);
    return slash < 0 ? base : `${base}/${name.slice(from, slash)}`;
  };
}
