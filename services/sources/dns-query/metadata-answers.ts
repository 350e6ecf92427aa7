import { Buffer } from 'node:buffer';
import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { FIXED } from '../columns.ts';

/**
 * The column `metadata_answer`, without parsing records: rows whose answers may contain an address of the instance
 * metadata service (169.254.169.254, fd00:ec2::254), one from which containers get credentials (169.254.170.2 and .23,
 * fd00:ec2::23), or an IPv6 address that ends in an IPv4 one of these. The text is searched for parts of the addresses
 * in their usual spelling. A row with a `\u` in its answers counts as well, because JSON can escape
 * any character that way.
 */
export function metadataAnswers(table: RecordTable, text: Uint8Array): Column<string> {
  const codes = new Uint32Array(table.rows).fill(NO);
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  for (const address of ADDRESSES) mark(table, bytes, address, codes, () => true);
  mark(table, bytes, ESCAPE, codes, (row) => table.part('answers', row)?.includes(ESCAPE) === true);
  return { codes, limit: 3, generation: FIXED, value: (code) => VALUES[code] };
}

const NO = 1;
const YES = 2;
const VALUES = [undefined, 'false', 'true'];
const ESCAPE = '\\u';
/**
 * Parts of the IPv6 addresses, in both cases: zeros around them may be spelled out. Short texts that begin with a rare
 * letter are found fastest.
 */
const ADDRESSES = ['169.254.169.254', '169.254.170.2', 'd00:ec', 'D00:EC', '9fe:a', 'FE:A'];

function mark(
  table: RecordTable,
  text: Buffer,
  word: string,
  codes: Uint32Array,
  holds: (row: number) => boolean,
): void {
  const { rows, starts } = table;
  let row = 0;
  for (let at = text.indexOf(word); at >= 0 && row < rows; at = text.indexOf(word, starts[row] ?? text.length)) {
    while (row + 1 < rows && (starts[row + 1] ?? 0) <= at) row++;
    if (codes[row] === NO && holds(row)) codes[row] = YES;
    // One hit a row is enough.
    if (++row >= rows) return;
  }
}
