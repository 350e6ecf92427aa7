import type { LogObject, ObjectReport, SourceName } from '#services/model/log-object.ts';
import type { Decoder, Home, Take } from '#services/model/reading.ts';
import type { Recognition } from '#services/model/source.ts';
import type { Reader } from '#services/reader/reader.ts';
import { ContentReader, type Contents } from './contents.ts';
import { FOLDER_NOTE, parseLogKey } from './log-key.ts';
import type { AnySource } from './log-source.ts';
import { placeOf } from './place.ts';
import { Troubles } from './troubles.ts';
import { PARQUET_MAGIC, textOfParquet } from './vpc-flow/parquet.ts';

/**
 * Reads objects of all sources. The key says whether an object is to be read, and of which account and Region; what it
 * is written in, the content says: people move, unpack and rename log files.
 *
 * @param fieldsOf the fields of a source that detectors ask for
 */
export function createDecoder(
  reader: Reader,
  sources: readonly AnySource[],
  fieldsOf: (source: SourceName) => readonly string[],
): Decoder {
  const contents = new ContentReader(reader, sources, fieldsOf);
  return {
    decode(object, bytes, home, take) {
      const troubles = new Troubles();
      const { note, recognition } = recognized(object.key, sources);
      const found = note === undefined ? openAndRead(bytes, home, recognition, reader, contents, troubles) : { note };
      return taken(object, found, troubles, take);
    },
  };
}

/** What the key says: why the object is not to be read at all, or where its records belong. */
function recognized(
  key: string,
  sources: readonly AnySource[],
): { readonly note: string | undefined; readonly recognition: Recognition | undefined } {
  for (const source of sources) {
    const recognition = source.recognize(key);
    if (recognition !== undefined) return { note: recognition.note, recognition };
  }
  const service = parseLogKey(key)?.service;
  const note = key.endsWith('/')
    ? FOLDER_NOTE
    : service === undefined
      ? undefined
      : `Logs of ${service}, which no detector asks about.`;
  return { note, recognition: undefined };
}

function openAndRead(
  bytes: Uint8Array,
  home: Home,
  recognition: Recognition | undefined,
  reader: Reader,
  contents: ContentReader,
  troubles: Troubles,
): Contents {
  if (bytes.length === 0) return { note: EMPTY_NOTE };
  const text = startsWith(bytes, PARQUET_MAGIC) ? textOfParquet(bytes, reader.bounds) : bytes;
  if (typeof text === 'string') {
    troubles.add('unreadable-object', text);
    return {};
  }
  troubles.addAll(reader.open(text).troubles);
  // Firehose compresses what CloudWatch Logs had compressed already.
  if (startsWith(reader.text(), GZIP_MAGIC)) troubles.addAll(reader.open(Uint8Array.from(reader.text())).troubles);
  if (reader.text().length === 0) return troubles.kept.length > 0 ? {} : { note: EMPTY_NOTE };
  return contents.read(placeOf(recognition, home), troubles);
}

const EMPTY_NOTE = 'An empty file.';
const GZIP_MAGIC = [0x1f, 0x8b];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

/** Hands the batches on and tells what was and what was not read. */
function taken(object: LogObject, contents: Contents, troubles: Troubles, take: Take): ObjectReport {
  const { source, sheets = [] } = contents;
  let records = 0;
  let passed = contents.passed ?? 0;
  let { note } = contents;
  let firstTime: number | undefined;
  let lastTime: number | undefined;
  for (const { batch, span, passed: alsoPassed, note: why } of sheets) {
    passed += alsoPassed;
    note ??= why;
    records += batch.rows;
    if (span !== undefined) {
      firstTime = Math.min(firstTime ?? Infinity, span.first);
      lastTime = Math.max(lastTime ?? -Infinity, span.last);
    }
    if (source !== undefined && batch.rows > 0) take(batch, source.name);
  }
  const failed = records === 0 && passed === 0 && (troubles.unreadable > 0 || troubles.kept.length > 0);
  return {
    object,
    source: source?.name,
    state: records > 0 ? 'read' : failed ? 'failed' : troubles.unreadable > 0 ? 'read' : 'passed',
    records,
    passed,
    unreadable: troubles.unreadable,
    troubles: troubles.kept,
    firstTime,
    lastTime,
    note: records > 0 || failed ? undefined : (note ?? EMPTY_RECORDS_NOTE),
  };
}

const EMPTY_RECORDS_NOTE = 'It holds no records.';
