import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { parseJson } from '../plain.ts';
import type { EksAuditRecord } from './record.ts';

/** What is done to what: `list secrets`, `create pods/exec`, and `get /healthz` of what is no resource. */
export function callOf(
  verb: string,
  resource: string | undefined,
  subresource: string | undefined,
  requestURI: string,
): string {
  if (resource === undefined) return `${verb} ${requestURI.replace(/[?#].*$/s, '')}`;
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Whether the request only asked what would happen: `kubectl diff`, `kubectl apply --dry-run=server`. */
export function isDryRun({ requestURI }: Pick<EksAuditRecord, 'requestURI'>): boolean {
  return /[?&]dryRun=All(?:&|$)/i.test(requestURI);
}

/** The column `call`: there are far fewer calls than records, so conditions on them are asked a few times an object. */
export function calls(table: RecordTable): Column<string> {
  const verbs = table.column('verb');
  const resources = table.column('objectRef.resource');
  const subresources = table.column('objectRef.subresource');
  const texts: (string | undefined)[] = [undefined];
  const codeOf = new Map<string | number, number>();
  const codes = new Uint32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const resource = resources.codes[row] ?? 0;
    const uri = resource === 0 ? uriOf(table, row) : '';
    const verb = verbs.codes[row] ?? 0;
    // Of what is no resource the path tells what it is; of the rest the three codes do.
    const key =
      resource === 0
        ? `${verb} ${uri}`
        : (verb * resources.limit + resource) * subresources.limit + (subresources.codes[row] ?? 0);
    const known = codeOf.get(key);
    const code =
      known ?? texts.push(callOf(textAt(verbs, row) ?? '', textAt(resources, row), textAt(subresources, row), uri)) - 1;
    if (known === undefined) codeOf.set(key, code);
    codes[row] = code;
  }
  return { codes, limit: texts.length, generation: Symbol('calls'), value: (code) => texts[code] };
}

function textAt(column: Column, row: number): string | undefined {
  const value = column.value(column.codes[row] ?? 0);
  return value === undefined || value === '' ? undefined : String(value);
}

function uriOf(table: RecordTable, row: number): string {
  const uri = parseJson(table.part('requestURI', row) ?? 'null');
  return typeof uri === 'string' ? uri : '';
}
