import type { LogObject } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { fileReader } from './file-reader.ts';
import { findFiles } from './find-files.ts';
import { inTimeOrder } from './time-order.ts';
import type { Named } from './scan-account.ts';
import type { AwsConfig } from '../open-aws.ts';
import { openBuckets } from './buckets.ts';

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

export async function openPlaces(paths: readonly string[], config: AwsConfig): Promise<Places> {
  const addresses = paths.filter((path) => path.startsWith('s3://'));
  const folders = paths.filter((path) => !path.startsWith('s3://'));
  const files = await findFiles(folders);
  const buckets = await openBuckets(addresses, config);
  const names = inTimeOrder([...files.names, ...buckets.names]);
  const local = fileReader();
  return {
    count: names.length + files.refused.length,
    refused: files.refused,
    store: { get: (object) => (object.bucket === '' ? local : buckets.store).get(object) },
    *objects() {
      for (const name of names) yield objectOf(name);
    },
    setOf: (name) => setOf(name, paths),
    close: buckets.close,
  };
}

function objectOf(name: string): LogObject {
  const [, bucket = '', key = name] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(name) ?? [];
  return { bucket, key, etag: '', sizeBytes: 0, source: undefined, accountId: undefined, region: undefined };
}

function setOf(name: string, paths: readonly string[]): string {
  const path = paths.find((given) => name.startsWith(given)) ?? '';
  const base = path.replace(/\/+$/, '');
  const rest = name.slice(base.length).replace(/^\/+/, '');
  const slash = rest.indexOf('/');
  return base === '' || slash === -1 || base.startsWith('s3://') ? base || name : `${base}/${rest.slice(0, slash)}`;
}
