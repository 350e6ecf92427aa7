import { DEFAULT_FIELDS, VERSIONS } from './fields.ts';

/**
 * The fields of records without a header, where the records' looks leave no doubt: all fields up to a version, in the
 * order of the guide or of the alphabet, or the default format with further fields behind it. A further field is named
 * only if it looks like no other. Undefined when the fields are unclear.
 *
 * @param records the words of some lines
 */
export function fieldsByLooks(records: readonly (readonly string[])[]): readonly string[] | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const alike = records.filter(({ length }) => length === first.length);
  const [only, ...others] = ORDERS.filter((fields) => fields.length === first.length && fit(fields, alike));
  if (only !== undefined && others.length === 0) return only;
  if (first.length <= DEFAULT_FIELDS.length || !fit(DEFAULT_FIELDS, alike)) return undefined;
  // Further records may follow on the same line. They must not be taken for fields of the first.
  if (fit(DEFAULT_FIELDS, [first.slice(DEFAULT_FIELDS.length)])) return undefined;
  return [...DEFAULT_FIELDS, ...tailByLooks(alike.map((words) => words.slice(DEFAULT_FIELDS.length)))];
}

const ORDERS: readonly (readonly string[])[] = [...VERSIONS, ...VERSIONS.map((fields) => fields.toSorted())];

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3})$/i;
const COUNT = /^\d+$/;
const SECONDS = /^\d{9,10}$/;
const LOOKS: ReadonlyMap<string, RegExp> = new Map([
  ['version', /^(?:[2-9]|1\d)$/],
  ['account-id', /^(?:\d{12}|unknown)$/],
  ['interface-id', /^eni-/],
  ['srcaddr', ADDRESS],
  ['dstaddr', ADDRESS],
  ['srcport', /^\d{1,5}$/],
  ['dstport', /^\d{1,5}$/],
  ['protocol', /^\d{1,3}$/],
  ['packets', COUNT],
  ['bytes', COUNT],
  ['start', SECONDS],
  ['end', SECONDS],
  ['action', /^(?:ACCEPT|REJECT)$/],
  ['log-status', /^(?:OK|NODATA|SKIPDATA)$/],
  ['vpc-id', /^vpc-/],
  ['subnet-id', /^subnet-/],
  ['instance-id', /^i-/],
  ['tcp-flags', /^\d{1,3}$/],
  ['type', /^(?:IPv4|IPv6|EFA)$/],
  ['pkt-srcaddr', ADDRESS],
  ['pkt-dstaddr', ADDRESS],
  ['region', /^[a-z]{2}(?:-[a-z]+)+-\d+$/],
  ['az-id', /^[a-z0-9]+-az\d+$/],
  ['sublocation-type', /^(?:wavelength|outpost|localzone)$/],
  ['pkt-src-aws-service', /^[A-Z][A-Z0-9_]+$/],
  ['pkt-dst-aws-service', /^[A-Z][A-Z0-9_]+$/],
  ['flow-direction', /^(?:ingress|egress)$/],
  ['traffic-path', /^\d{1,2}$/],
  ['reject-reason', /^[A-Z]+$/],
  ['encryption-status', /^\d$/],
]);
/** Fields that a single word identifies. */
const TELLING = ['vpc-id', 'subnet-id', 'instance-id', 'type', 'region', 'az-id', 'flow-direction'];
/** The field that tells a record from an interval without records. */
const STATUS = DEFAULT_FIELDS.indexOf('log-status');

/**
 * Whether all words look like the fields, and one line is a record; for the default format an interval without records
 * is enough.
 */
function fit(fields: readonly string[], records: readonly (readonly string[])[]): boolean {
  const [from, to, time] = [fields.indexOf('srcaddr'), fields.indexOf('dstaddr'), fields.indexOf('start')];
  return (
    records.every((words) => fields.every((field, at) => looksLike(field, words[at] ?? ''))) &&
    (fields === DEFAULT_FIELDS
      ? records.some((words) => words[STATUS] !== '-')
      : records.some((words) => words[from] !== '-' && words[to] !== '-' && words[time] !== '-'))
  );
}

function looksLike(field: string, word: string): boolean {
  return word === '-' || (LOOKS.get(field)?.test(word) ?? true);
}

function tailByLooks(tails: readonly (readonly string[])[]): readonly string[] {
  const columns = (tails[0] ?? []).map((_, at) =>
    tails.map((words) => words[at] ?? '-').filter((word) => word !== '-'),
  );
  const told = columns.map((words) => {
    const fields = TELLING.filter((field) => words.length > 0 && words.every((word) => looksLike(field, word)));
    return fields.length === 1 ? fields[0] : undefined;
  });
  const fields = told.map((field, at) => (field !== undefined && told.indexOf(field) === at ? field : `unnamed-${at}`));
  // The guide puts flags before the type of address and the packets' own addresses after it, and so do formats that
  // follow it.
  const type = fields.indexOf('type');
  const allLike = (at: number, field: string): boolean =>
    columns[at] !== undefined && columns[at].length > 0 && columns[at].every((word) => looksLike(field, word));
  if (type > 0 && allLike(type - 1, 'tcp-flags')) fields[type - 1] = 'tcp-flags';
  if (type >= 0 && allLike(type + 1, 'pkt-srcaddr') && allLike(type + 2, 'pkt-dstaddr'))
    fields.splice(type + 1, 2, 'pkt-srcaddr', 'pkt-dstaddr');
  return fields;
}
