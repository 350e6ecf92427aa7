import { hash } from 'node:crypto';
import type { LogObject, ObjectReport, SourceName } from '#services/model/log-object.ts';
import type { Decoder, Home, Take } from '#services/model/reading.ts';
import type { Recognition } from '#services/model/source.ts';
import type { Reader } from '#services/reader/reader.ts';
import { TEXT_SETTING } from '#services/model/object-bound.ts';
import { foreignFormatOf, unwrapped, wrappingOf } from './carriers/bytes.ts';
import { ContentReader, type Contents } from './contents.ts';
import { FOLDER_NOTE, parseLogKey, recognize } from './log-key.ts';
import type { AnySource, BinaryForm } from './log-source.ts';
import { homeFor } from './home.ts';
import { Troubles } from './troubles.ts';

/**
 * Reads objects of all sources. The key decides whether an object is read, and for which account and Region. The
 * content decides its format, because people move, unpack and rename log files.
 *
 * @param fieldsOf the fields of a source that detectors use
 * @param format the fields of flow records that come without a header
 */
export function createDecoder(
  reader: Reader,
  sources: readonly AnySource[],
  fieldsOf: (source: SourceName) => readonly string[],
  format?: readonly string[],
): Decoder {
  const contents = new ContentReader(reader, sources, fieldsOf, format);
  return {
    decode(object, bytes, home, take) {
      const troubles = new Troubles();
      const { note, recognition } = recognized(object, sources);
      if (note !== undefined) return taken(object, { note }, troubles, take);
      if (bytes.length === 0) return taken(object, { note: EMPTY_NOTE }, troubles, take);
      if (!opened(bytes, reader, sources, troubles)) return taken(object, {}, troubles, take);
      // Computed now, while the reader still holds this text.
      const textHash = isProvable(object.source, sources) ? hash('sha256', reader.text()) : undefined;
      const report = taken(object, readText(home, recognition, reader, contents, troubles), troubles, take);
      return textHash === undefined ? report : { ...report, textHash };
    },
  };
}

/** What the key tells: why the object must not be read, or the home of its records. */
function recognized(
  { key, source }: Pick<LogObject, 'key' | 'source'>,
  sources: readonly AnySource[],
): { readonly note: string | undefined; readonly recognition: Recognition | undefined } {
  const known = recognize(key, sources);
  if (known !== undefined) return { note: known.recognition.note, recognition: known.recognition };
  const parsed = parseLogKey(key);
  const note = key.endsWith('/')
    ? FOLDER_NOTE
    : parsed?.inLayout && !hasOwnKeys(source, sources)
      ? `Logs of ${parsed.service}, which no detector asks about.`
      : undefined;
  return { note, recognition: undefined };
}

/** Whether the owner chose the keys of this source: such keys may look like anything, so nothing is read from them. */
function hasOwnKeys(name: SourceName | undefined, sources: readonly AnySource[]): boolean {
  const delivery = sources.find((one) => one.name === name)?.delivery;
  return delivery !== undefined && delivery.layout === undefined;
}

/** Whether digests may cover it. */
function isProvable(name: SourceName | undefined, sources: readonly AnySource[]): boolean {
  return sources.find((one) => one.name === name)?.delivery?.layout?.digests !== undefined;
}

function readText(
  home: Home,
  recognition: Recognition | undefined,
  reader: Reader,
  contents: ContentReader,
  troubles: Troubles,
): Contents {
  if (reader.text().length === 0) return troubles.kept.length > 0 ? {} : { note: EMPTY_NOTE };
  return contents.read(homeFor(recognition, home), troubles);
}

/**
 * Unwraps the object down to its text. The reader itself handles gzip, which AWS delivers. Firehose compresses data of
 * CloudWatch Logs that is compressed already, and people who repack logs use other formats.
 *
 * @returns false when it is no text, which the troubles explain
 */
function opened(bytes: Uint8Array, reader: Reader, sources: readonly AnySource[], troubles: Troubles): boolean {
  let inside = bytes;
  for (let depth = 0; ; depth++) {
    const binary = binaryOf(inside, sources);
    if (binary !== undefined) {
      const text = binary.textOf(inside, reader.bounds);
      if (typeof text === 'string') troubles.add('unreadable-object', text);
      else troubles.addAll(reader.open(text).troubles);
      return typeof text !== 'string';
    }
    const wrapping = wrappingOf(inside);
    const foreign = wrapping === undefined ? foreignFormatOf(inside) : undefined;
    if (foreign !== undefined) {
      troubles.add('unknown-format', foreign.message);
      return false;
    }
    if (wrapping === undefined || wrapping === 'gzip') {
      troubles.addAll(reader.open(inside).troubles);
      if (wrapping === undefined) return true;
      const text = reader.text();
      const isText = wrappingOf(text) === undefined && foreignFormatOf(text) === undefined;
      if (isText && binaryOf(text, sources) === undefined) return true;
      inside = Uint8Array.from(text);
    } else {
      const next = unwrapped(inside, wrapping, reader.bounds.outMax);
      if (next === undefined || next === 'over') {
        if (next === 'over') troubles.add('over-bound', overMessage(reader.bounds.outMax));
        else
          troubles.add(
            'unreadable-object',
            `It begins like ${wrapping} and cannot be unpacked: fetch it again, or see what wrote it.`,
          );
        return false;
      }
      if (next.cut) troubles.add('truncated', CUT_MESSAGE);
      inside = next.bytes;
    }
    if (depth === DEPTH_MAX) {
      troubles.add('unknown-format', NESTED_MESSAGE);
      return false;
    }
  }
}

function overMessage(outMax: number): string {
  return `It unpacks to more than the ${outMax} bytes that ${TEXT_SETTING} lets one object have: split it.`;
}

const EMPTY_NOTE = 'An empty file.';
const DEPTH_MAX = 4;
const NESTED_MESSAGE = `It is compressed more than ${DEPTH_MAX} times over: unpack it first.`;
const CUT_MESSAGE =
  'The compressed data ends too early: fetch the object again, or see why its delivery was interrupted.';

function binaryOf(bytes: Uint8Array, sources: readonly AnySource[]): BinaryForm | undefined {
  for (const { binary } of sources) if (binary?.magic.every((byte, at) => bytes[at] === byte)) return binary;
  return undefined;
}

/** Passes the batches on, and reports what was and was not read. */
function taken(object: LogObject, contents: Contents, troubles: Troubles, take: Take): ObjectReport {
  const { decoded = [] } = contents;
  let records = 0;
  let passed = contents.passed ?? 0;
  let { note } = contents;
  let firstTime: number | undefined;
  let lastTime: number | undefined;
  let { source } = contents;
  for (const { source: of, decodedBatch } of decoded) {
    const { batch, span, passed: alsoPassed, note: why } = decodedBatch;
    source ??= of;
    passed += alsoPassed;
    note ??= why;
    records += batch.rows;
    if (span !== undefined) {
      firstTime = Math.min(firstTime ?? Infinity, span.first);
      lastTime = Math.max(lastTime ?? -Infinity, span.last);
    }
    if (batch.rows > 0) take(batch, of.name);
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
