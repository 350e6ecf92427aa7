import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { parseJson } from '../plain.ts';
import type { EksAuditRecord } from './record.ts';

/**
 * The verb and its object: `list secrets`, `create pods/exec`; for requests outside resources the path: `get /healthz`.
 */
export function callOf(
  verb: string,
  resource: string | undefined,
  subresource: string | undefined,
  requestURI: string,
): string {
  if (resource === undefined) return `${verb} ${requestURI.replace(/[?#].*$/s, '')}`;
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/**
 * Whether the request was a trial run without effect: `kubectl diff`, `kubectl apply --dry-run=server`. The API server
 * knows the parameter in this spelling only, and only where something would be stored.
 */
export function isDryRun({ call, requestURI }: Pick<EksAuditRecord, 'call' | 'requestURI'>): boolean {
  return /[?&]dryRun=All(?:&|$)/.test(requestURI) && !STORES_NOTHING.test(call);
}

/** Calls that read, connect or ask, and so store nothing. */
const STORES_NOTHING = /^(?:get|list|watch) |\/(?:exec|attach|portforward|proxy|token)$|reviews$/;

/**
 * The column `call`: it has far fewer values than there are records, so conditions on it are evaluated a few times an
 * object.
 */
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
    // Outside resources the path identifies the call; for resources the three codes do.
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
