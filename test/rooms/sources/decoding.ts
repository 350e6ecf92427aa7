import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Batch } from '#services/model/column.ts';
import type { LogObject, ObjectReport, SourceName } from '#services/model/log-object.ts';
import type { Decoder } from '#services/model/reading.ts';
import type { ReaderBounds } from '#services/reader/bounds.ts';
import { Reader } from '#services/reader/reader.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';

export const HOME = { accountId: '999988887777', region: 'eu-central-1' };

/** All fields that detectors may set conditions on. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: words('eventName eventSource readOnly sourceIPAddress errorCode userIdentity.type callerKind holder'),
  'vpc-flow':
    words(`interface_id interface_type instance_id srcaddr dstaddr local remote srcport dstport localPort remotePort protocol
    packets packetSize action tcp_flags direction initiator`),
  'dns-query': words('query_name query_type rcode srcaddr vpc_id instance firewall_rule_action metadata_answer asked'),
  'bedrock-invocation': ['operation', 'identity.arn', 'blocked', 'address'],
  'eks-audit': ['call', 'cluster', 'sourceIP', 'unauthenticated', 'user.username', 'responseStatus.code'],
};

function fieldsOf(source: SourceName): readonly string[] {
  return FIELDS[source] ?? [];
}

const module = new WebAssembly.Module(readFileSync(new URL('../../../build/reader.wasm', import.meta.url)));

export function newReader(bounds: Partial<ReaderBounds> = {}): Reader {
  return new Reader(module, { bounds });
}

/**
 * One reader for all decoders that need no bounds of their own: to make one, with a gigabyte of memory, collects all
 * garbage of the process.
 */
export const sharedReader = newReader();

export function newDecoder(bounds?: Partial<ReaderBounds>): Decoder {
  const reader = bounds === undefined ? sharedReader : newReader({ ...SMALL, ...bounds });
  return createDecoder(reader, SOURCES, fieldsOf);
}

const SMALL = { inMax: 2 ** 24, outMax: 2 ** 24 };

/** An object whose key tells nothing. */
export const UNNAMED: LogObject = {
  bucket: '',
  key: 'x',
  etag: '',
  sizeBytes: 0,
  source: undefined,
  accountId: undefined,
  region: undefined,
};

/** Passes on the batches of a text whose key tells nothing. */
export function recordsOf(decoder: Decoder, text: string, take: (batch: Batch) => void): ObjectReport {
  return decoder.decode(UNNAMED, Buffer.from(text), HOME, take);
}

const shared = newDecoder();

export interface Decoded {
  readonly report: ObjectReport;
  /** The records as plain objects, copied from the cursor. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly positions: readonly number[];
  column(field: string): readonly (string | number | undefined)[];
}

/** Decodes content under a key, with one decoder for all tests: an object must not affect the next one. */
export function decode(content: string | Uint8Array, key = 'some-file', decoder = shared): Decoded {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const object = {
    bucket: '',
    key,
    etag: '',
    sizeBytes: bytes.length,
    source: undefined,
    accountId: undefined,
    region: undefined,
  };
  const records: Readonly<Record<string, unknown>>[] = [];
  const positions: number[] = [];
  const columns = new Map<string, (string | number | undefined)[]>();
  const report = decoder.decode(object, bytes, HOME, (batch, source) => {
    for (let row = 0; row < batch.rows; row++) {
      records.push(plain(batch.record(row)));
      positions.push(batch.position(row));
    }
    for (const field of [...fieldsOf(source), 'accountId', 'region'])
      columns.set(field, [...(columns.get(field) ?? []), ...valuesOf(batch, field)]);
  });
  return { report, records, positions, column: (field) => columns.get(field) ?? [] };
}

export function gzip(content: string | Uint8Array): Uint8Array {
  return gzipSync(content);
}

/** `{"Records":[…]}` as CloudTrail delivers it. */
export function trail(...events: readonly unknown[]): string {
  return JSON.stringify({ Records: events });
}

export function lines(...items: readonly (string | object)[]): string {
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)) + '\n').join('');
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

function valuesOf(batch: Batch, field: string): readonly (string | number | undefined)[] {
  const column = batch.column(field);
  return Array.from({ length: batch.rows }, (_, row) => {
    const code = column.codes[row]!;
    if (code >= column.limit) throw new Error(`${field}: code ${code} is not below ${column.limit}`);
    return column.value(code);
  });
}

/** A record's members and the values of its getters as a plain object, recursively. */
export function plain(record: object | undefined): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {};
  for (let from: object | null = record ?? null; from !== null && from !== Object.prototype;) {
    for (const name of Object.getOwnPropertyNames(from)) {
      if (name === 'constructor' || name === 'at') continue;
      const value: unknown = Reflect.get(record!, name);
      members[name] ??= isView(value) ? plain(value) : value;
    }
    from = Object.getPrototypeOf(from);
  }
  return members;
}

function isView(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return ![Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
}
