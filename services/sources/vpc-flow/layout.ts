import { Buffer } from 'node:buffer';
import type { Layout } from '../log-source.ts';

/**
 * How to read a text of flow records, by its first line: S3 deliveries begin with the names of their fields; without
 * names only the default format can be told. Undefined when the text does not look like flow records.
 */
export function flowLayout(text: Uint8Array): Layout | undefined {
  const words = wordsOf(firstLine(text));
  const fields = headerOf(words);
  if (fields !== undefined) return layoutOf(fields);
  if (!looksLikeRecord(words)) return undefined;
  if (words.some((word) => word.startsWith('tgw-'))) return { kind: 'pass', note: TRANSIT_GATEWAY_NOTE };
  if (words.length === DEFAULT_FIELDS.length && DEFAULT_SHAPE.test(words.join(' ')))
    return { kind: 'read', fields: DEFAULT_FIELDS };
  return {
    kind: 'refuse',
    message: `Flow records of ${words.length} fields without a line that names them: put the format of the flow log (LogFormat of ec2:DescribeFlowLogs, without \${}) as the first line.`,
  };
}

/** The field names that a line consists of, in the spelling of the guide; undefined when it is no header. */
export function headerOf(words: readonly string[]): readonly string[] | undefined {
  const names = words.map((word) => word.toLowerCase().replaceAll('_', '-'));
  const known = names.filter((name) => TELLING.has(name)).length;
  return known >= 2 && names.every((name) => /^[a-z][a-z0-9-]*$/.test(name)) ? names : undefined;
}

export function wordsOf(line: string): readonly string[] {
  return line.split(/[ \t\r]+/).filter((word) => word !== '');
}

const TRANSIT_GATEWAY_NOTE =
  'Transit gateway flow records (version 6): the flow logs of the VPCs behind it tell the same. No detector asks about them.';

/** Names of the default format, version 2, in order. */
export const DEFAULT_FIELDS: readonly string[] =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
/** Names that no other kind of text holds two of. */
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
const ADDRESS = '(?:-|[0-9a-fA-F.:]{3,45})';
const DEFAULT_SHAPE = new RegExp(
  `^(?:[2-9]|1\\d) \\S+ \\S+ ${ADDRESS} ${ADDRESS} [\\d-]+ [\\d-]+ [\\d-]+ [\\d-]+ [\\d-]+ \\d+ \\d+ (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$`,
);

function layoutOf(fields: readonly string[]): Layout {
  if (fields.includes('tgw-id') || fields.includes('tgw-attachment-id'))
    return { kind: 'pass', note: TRANSIT_GATEWAY_NOTE };
  const missing = NEEDED.filter((names) => !names.some((name) => fields.includes(name))).map(([name]) => name);
  if (missing.length > 0)
    return {
      kind: 'refuse',
      message: `Flow records without ${missing.join(', ')}: nothing can be told from them. Make a flow log whose format has these fields.`,
    };
  return { kind: 'read', fields };
}

/** A record is nothing without its two ends and its time; the `pkt-` fields serve as well. */
const NEEDED = [
  ['srcaddr', 'pkt-srcaddr'],
  ['dstaddr', 'pkt-dstaddr'],
  ['start', 'end'],
] as const;

function looksLikeRecord(words: readonly string[]): boolean {
  return (
    words.length >= 4 &&
    /^\d{1,2}$/.test(words[0] ?? '') &&
    words.some((word) => /^(?:ACCEPT|REJECT|OK|NODATA|SKIPDATA)$/.test(word)) &&
    words.some((word) => /^\d{9,10}$/.test(word))
  );
}

/** The first line that is not blank, without the byte order mark that editors leave. */
function firstLine(text: Uint8Array): string {
  const head = Buffer.from(text.subarray(0, 8192))
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return head.split('\n').find((line) => line.trim() !== '') ?? '';
}
