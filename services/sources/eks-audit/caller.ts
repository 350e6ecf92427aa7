import { Buffer } from 'node:buffer';
import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { Derived, FIXED } from '../columns.ts';
import { isPlain, parseJson } from '../plain.ts';

export const ANONYMOUS = 'system:anonymous';
const UNAUTHENTICATED = 'system:unauthenticated';

/** The strings of a list; empty for anything else. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The column `sourceIP`: the client, which comes before the proxies in the list. */
export function sourceIPs(table: RecordTable): Column<string> {
  const texts: (string | undefined)[] = [undefined];
  const codeOf = new Map<string | undefined, number>();
  const codes = Uint32Array.from({ length: table.rows }, (_, row) => {
    const part = table.part('sourceIPs', row);
    const known = codeOf.get(part);
    if (known !== undefined) return known;
    const [first] = textsOf(parseJson(part ?? 'null'));
    const code = first ? texts.push(first) - 1 : 0;
    codeOf.set(part, code);
    return code;
  });
  return { codes, limit: texts.length, generation: Symbol('source IPs'), value: (code) => texts[code] };
}

/** The column `unauthenticated`. Only records that contain the group's name are examined further. */
export function unauthenticated(table: RecordTable, text: Uint8Array): Column<string> {
  const names = table.column('user.username');
  const isAnonymous = new Derived((name) => name === ANONYMOUS).of(names);
  const codes = Uint32Array.from({ length: table.rows }, (_, row) =>
    isAnonymous[names.codes[row] ?? 0] === true ? YES : NO,
  );
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const { rows, starts } = table;
  let row = 0;
  for (let at = bytes.indexOf(UNAUTHENTICATED); at >= 0; at = bytes.indexOf(UNAUTHENTICATED, starts[row])) {
    while (row + 1 < rows && (starts[row + 1] ?? 0) <= at) row++;
    // The name may also be in objects of the request or the answer, such as a binding.
    if (codes[row] === NO && namesGroup(table.part('user', row))) codes[row] = YES;
    if (++row >= rows) break;
  }
  return { codes, limit: 3, generation: FIXED, value: (code) => VALUES[code] };
}

const NO = 1;
const YES = 2;
const VALUES = [undefined, 'false', 'true'];

function namesGroup(part: string | undefined): boolean {
  const user = parseJson(part ?? 'null');
  return isPlain(user) && textsOf(user['groups']).includes(UNAUTHENTICATED);
}
