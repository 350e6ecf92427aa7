import { Buffer } from 'node:buffer';
import { splitJson, type Piece } from './json-text.ts';
import type { AnySource } from './log-source.ts';
import { isPlain, parseJson, type Plain } from './plain.ts';

/** One thing found in a text of JSON, in order. */
export type Found =
  /** A record of a JSON source. */
  | { readonly kind: 'record'; readonly source: AnySource; readonly bytes: Uint8Array; readonly line: number }
  /** A text that CloudWatch Logs carries, such as a flow record. */
  | { readonly kind: 'line'; readonly text: string; readonly line: number }
  /** Known, and rightly no record. */
  | { readonly kind: 'pass'; readonly note: string; readonly line: number }
  | { readonly kind: 'cut' | 'broken' | 'unknown'; readonly line: number };

/**
 * Finds records in whatever JSON carries them outside the files of S3 delivery: bare arrays, objects back to back
 * (Firehose), `Records` that were cut or spoiled, EventBridge events (`detail`), answers of LookupEvents
 * (`CloudTrailEvent`), CloudWatch Logs subscriptions and exports (`logEvents`, `message`). Each record comes as a line
 * of JSON.
 */
export function* findRecords(text: Uint8Array, sources: readonly AnySource[]): Generator<Found> {
  for (const piece of splitJson(text)) yield* inPiece(text, piece, sources, 0);
}

/** Whether the text begins as CloudTrail's files do. */
export function beginsWithRecords(text: Uint8Array): boolean {
  return RECORDS.test(Buffer.from(text.subarray(0, HEAD_MAX)).toString('latin1').trimStart());
}

const OPEN_ARRAY = 0x5b;
/** How far into an object its `Records` may begin to be found without parsing the whole of it. */
const HEAD_MAX = 256;
const RECORDS = /^\{\s*"Records"\s*:\s*\[/;
/** Carriers within carriers: a subscription within an event is one; what nests deeper is nobody's log. */
const CARRIER_DEPTH_MAX = 3;

function* inPiece(text: Uint8Array, piece: Piece, sources: readonly AnySource[], depth: number): Generator<Found> {
  const { start, end, line, state } = piece;
  // Elements are cut out of an array one by one, so that neither its size nor a spoiled one among them matters.
  const elements = depth > CARRIER_DEPTH_MAX ? undefined : elementsFrom(text, piece);
  if (elements !== undefined) {
    for (const element of splitJson(text, elements, 'array', line + linesIn(text.subarray(start, elements)))) {
      if (element.start >= end) return;
      yield* inPiece(text, element, sources, depth + 1);
    }
    return;
  }
  if (state !== 'whole') return yield { kind: state === 'cut' ? 'cut' : 'broken', line };
  const bytes = text.subarray(start, end);
  const value = parseJson(Buffer.from(bytes).toString());
  if (!isPlain(value)) return yield { kind: 'broken', line };
  const source = sourceOf(value, sources);
  if (source !== undefined) yield { kind: 'record', source, bytes: onOneLine(bytes), line };
  else yield* inValue(value, line, sources, 0);
}

function elementsFrom(text: Uint8Array, { start, end }: Piece): number | undefined {
  if (text[start] === OPEN_ARRAY) return start + 1;
  const head = Buffer.from(text.subarray(start, Math.min(end, start + HEAD_MAX))).toString('latin1');
  const records = RECORDS.exec(head)?.[0];
  return records === undefined ? undefined : start + records.length;
}

function linesIn(text: Uint8Array): number {
  return text.reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0);
}

function sourceOf(value: Plain, sources: readonly AnySource[]): AnySource | undefined {
  return sources.find((source) => source.json?.isRecord(value));
}

/** Line breaks between the tokens of JSON are blanks as good as others; within strings there are none. */
function onOneLine(bytes: Uint8Array): Uint8Array {
  return bytes.includes(0x0a) ? bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)) : bytes;
}

/** Looks into a parsed value: into carriers, and into the text that they carry. */
function* inValue(value: unknown, line: number, sources: readonly AnySource[], depth: number): Generator<Found> {
  if (!isPlain(value) || depth > CARRIER_DEPTH_MAX) return yield { kind: 'unknown', line };
  const source = sourceOf(value, sources);
  if (source !== undefined) return yield { kind: 'record', source, bytes: Buffer.from(JSON.stringify(value)), line };
  if (isDigest(value)) return yield { kind: 'pass', note: DIGEST_NOTE, line };
  if (value['messageType'] === 'CONTROL_MESSAGE') return yield { kind: 'pass', note: CONTROL_NOTE, line };
  if (isInsight(value)) return yield { kind: 'pass', note: INSIGHT_NOTE, line };
  for (const member of ['Records', 'Events', 'logEvents']) {
    const elements = value[member];
    if (elements === null) return yield { kind: 'pass', note: EMPTY_NOTE, line };
    if (!Array.isArray(elements)) continue;
    if (elements.length === 0) return yield { kind: 'pass', note: EMPTY_NOTE, line };
    for (const element of elements) yield* inValue(element, line, sources, depth + 1);
    return;
  }
  if (isPlain(value['detail']) && typeof value['detail-type'] === 'string')
    return yield* inValue(value['detail'], line, sources, depth + 1);
  const message = value['CloudTrailEvent'] ?? value['message'];
  if (typeof message !== 'string') return yield { kind: 'unknown', line };
  const parsed = parseJson(message);
  if (isPlain(parsed)) yield* inValue(parsed, line, sources, depth + 1);
  else yield { kind: 'line', text: message, line };
}

const DIGEST_NOTE = 'A digest: hashes of log files, to prove them unchanged. It holds no events.';
const CONTROL_NOTE = 'A message by which CloudWatch Logs tries a subscription. It holds no records.';
const INSIGHT_NOTE = 'CloudTrail Insights: what AWS found unusual. They are no events.';
const EMPTY_NOTE = 'It holds no records.';

/** By its shape, for a digest that lies elsewhere ("CloudTrail digest file structure"). */
function isDigest(value: Plain): boolean {
  return Array.isArray(value['logFiles']) && typeof value['digestS3Bucket'] === 'string';
}

/** Insights have no name at the top, as events have. */
function isInsight(value: Plain): boolean {
  return value['eventType'] === 'AwsCloudTrailInsight';
}
