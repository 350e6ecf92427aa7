import { Buffer } from 'node:buffer';
import type { Layout } from '../log-source.ts';
import { DEFAULT_FIELDS, fieldName } from './fields.ts';
import { fieldsByLooks } from './headerless.ts';

/**
 * How to read a text of flow records, by its first lines. S3 deliveries begin with the names of their fields; for
 * others the format is given, or found by the looks of the records. Undefined when the text does not look like flow
 * records.
 *
 * @param format the fields of records without a header
 */
export function flowLayout(text: Uint8Array, format?: readonly string[]): Layout | undefined {
  const lines = firstLines(text).map(wordsOf);
  for (const [at, words] of lines.entries()) {
    if (words.length > FIELDS_MAX && namesIn(words) !== undefined) return { kind: 'refuse', message: TOO_MANY_MESSAGE };
    const fields = headerOf(words);
    if (fields !== undefined) return layoutOf(fields);
    if (looksLikeRecord(words)) return layoutOfRecords(lines.slice(at), format);
  }
  return undefined;
}

/** Whether a line surely is a flow record. */
export function isFlowRecord(line: string, format?: readonly string[]): boolean {
  const words = wordsOf(line);
  if (words.length > FIELDS_MAX || !looksLikeRecord(words)) return false;
  return words.length === format?.length || fieldsByLooks([words]) !== undefined;
}

/** The field names in a header, in the spelling of the guide; undefined for a line that is no header. */
export function headerOf(words: readonly string[]): readonly string[] | undefined {
  return words.length <= FIELDS_MAX ? namesIn(words) : undefined;
}

/** The fields of a format, as people give it to CreateFlowLogs or write it elsewhere; undefined when it names none. */
export function formatOf(text: string): readonly string[] | undefined {
  return headerOf(text.split(/[\s,]+/).filter((word) => word !== ''));
}

export function layoutOf(fields: readonly string[]): Layout {
  if (fields.some(isOfTransitGateway)) return { kind: 'pass', note: TRANSIT_GATEWAY_NOTE };
  const missing = NEEDED.filter((names) => !names.some((name) => fields.includes(name))).map(([name]) => name);
  if (missing.length > 0)
    return {
      kind: 'refuse',
      message: `Flow records without ${missing.join(', ')}: nothing can be told from them. Make a flow log whose format has these fields.`,
    };
  return { kind: 'read', fields };
}

export function wordsOf(line: string): readonly string[] {
  return line.split(/[ \t\r]+/).filter((word) => word !== '');
}

/** Whether only transit gateways have the field ("Transit gateway flow log records", Amazon VPC Transit Gateways). */
function isOfTransitGateway(field: string): boolean {
  return field === 'resource-type' || field.startsWith('tgw-') || field.startsWith('packets-lost-');
}

/** A generous limit: AWS has some sixty fields. */
const FIELDS_MAX = 256;
const TRANSIT_GATEWAY_NOTE =
  'Transit gateway flow records (version 6): the flow logs of the VPCs behind it tell the same. No detector asks about them.';
const TOO_MANY_MESSAGE = `A flow log header of more than ${FIELDS_MAX} fields, and AWS has some sixty: see what wrote it.`;

/** No other kind of text holds two of these names. */
const TELLING = new Set([
  ...DEFAULT_FIELDS.filter(
    (name) => !['version', 'start', 'end', 'action', 'protocol', 'packets', 'bytes'].includes(name),
  ),
  'pkt-srcaddr',
  'pkt-dstaddr',
  'flow-direction',
  'tcp-flags',
  'traffic-path',
  'tgw-id',
  'resource-type',
]);

function namesIn(words: readonly string[]): readonly string[] | undefined {
  let telling = 0;
  const names: string[] = [];
  for (const word of words) {
    const name = fieldName(word);
    if (TELLING.has(name)) telling++;
    else if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
    names.push(name);
  }
  return telling >= 2 ? names : undefined;
}

/** The fields without which a record tells nothing: its two ends and its time. The `pkt-` fields serve as well. */
const NEEDED = [
  ['srcaddr', 'pkt-srcaddr'],
  ['dstaddr', 'pkt-dstaddr'],
  ['start', 'end'],
] as const;

function layoutOfRecords(lines: readonly (readonly string[])[], format: readonly string[] | undefined): Layout {
  const [first = []] = lines;
  if (first.some((word) => word.startsWith('tgw-') || word === 'TransitGateway'))
    return { kind: 'pass', note: TRANSIT_GATEWAY_NOTE };
  if (first.length === format?.length) return layoutOf(format);
  const fields = fieldsByLooks(lines.filter(looksLikeRecord));
  if (fields !== undefined) return { kind: 'read', fields };
  const given = format === undefined ? '' : `, and the format that was given names ${format.length}`;
  return {
    kind: 'refuse',
    message: `Flow records of ${first.length} fields without a line that names them${given}: give the format of the flow log (LogFormat of ec2:DescribeFlowLogs) as the first line, or to vedette scan with --flow-format.`,
  };
}

function looksLikeRecord(words: readonly string[]): boolean {
  return (
    words.length >= 4 &&
    words.some((word) => /^(?:ACCEPT|REJECT|OK|NODATA|SKIPDATA)$/.test(word)) &&
    words.some((word) => /^\d{9,10}$/.test(word)) &&
    words.every((word) => WORD.test(word))
  );
}

/** Flow records contain no quotes and brackets. */
const WORD = /^[^\s"{}[\]]+$/;

/** The number of lines that are looked at: records without traffic show little of their fields. */
const LINES_MAX = 20;
const HEAD_MAX = 32_768;

/** The first lines that are not blank, without the byte order mark that editors leave. */
function firstLines(text: Uint8Array): readonly string[] {
  const head = Buffer.from(text.subarray(0, HEAD_MAX))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  // The last line may be cut.
  if (text.length > HEAD_MAX && head.length > 1) head.pop();
  return head.filter((line) => line.trim() !== '').slice(0, LINES_MAX);
}
