import { normalize, sep } from 'node:path';
import { keyOfName, type LogObject } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { fileReader } from './file-reader.ts';
import { findFiles, STANDARD_INPUT } from './find-files.ts';
import { inTimeOrder } from './time-order.ts';
import type { Named } from './scan-account.ts';
import { openBuckets, type BucketsConfig } from './buckets.ts';

/** The inputs of a scan: files, folders and buckets, as one sequence of objects. */
export interface ScanInputs extends AsyncDisposable {
  readonly count: number;
  readonly refused: readonly Named[];
  readonly store: ObjectStore;
  objects(): Iterable<LogObject>;
  /** The set that a file is counted with: the given path that contains it, and the first folder below that. */
  setOf(name: string): string;
}

/** Whether every thread can open all of these paths: none is in a bucket, and none is the standard input. */
export function areFiles(paths: readonly string[]): boolean {
  return !paths.some((path) => path.startsWith('s3://') || path === STANDARD_INPUT);
}

/** @throws UsageError for a path that does not exist, AwsError for a bucket that cannot be listed */
export async function openInputs(paths: readonly string[], config: BucketsConfig): Promise<ScanInputs> {
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
    setOf: sets(folders.map(normalize), addresses),
    [Symbol.asyncDispose]: () => buckets[Symbol.asyncDispose](),
  };
}

function objectOf(name: string): LogObject {
  return { ...keyOfName(name), etag: '', sizeBytes: 0, source: undefined, accountId: undefined, region: undefined };
}

/** Called for each file, so it looks up the folders above the file rather than going through all given ones. */
function sets(folders: readonly string[], addresses: readonly string[]): (name: string) => string {
  const given = new Set(folders.map((path) => (path.endsWith(sep) ? path.slice(0, -1) : path)));
  return (name) => {
    if (name.startsWith('s3://')) return addresses.find((address) => name.startsWith(address)) ?? name;
    for (let end = nextEnd(name, 0); end < name.length; end = nextEnd(name, end + 1)) {
      const path = name.slice(0, end);
      if (given.has(path)) return name[end] === sep ? (below(name, end + 1) ?? path) : path;
    }
    // Names found below `.` do not begin with it.
    return given.has(name) || !given.has('.') ? name : (below(name, 0) ?? '.');
  };
}

/** The name up to the end of the folder that starts there; undefined when it is a file or an archive instead. */
function below(name: string, start: number): string | undefined {
  const end = nextEnd(name, start);
  return name[end] === sep ? name.slice(0, end) : undefined;
}

/** Where the next folder or archive in a name ends, or the name itself. */
function nextEnd(name: string, from: number): number {
  const [folder, archive] = [name.indexOf(sep, from), name.indexOf('!', from)];
  if (folder < 0 && archive < 0) return name.length;
  return folder < 0 || (archive >= 0 && archive < folder) ? archive : folder;
}
