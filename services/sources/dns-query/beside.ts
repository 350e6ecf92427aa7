import type { Column } from '#services/model/column.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { FIXED } from '../columns.ts';
import { normalName } from './query.ts';

/**
 * The column `askers`: the number of hosts that ask for the name in the same batch of records; `SEVERAL` means that
 * many or more. An object covers some minutes of one VPC.
 */
export function askers(table: RecordTable): Column<number> {
  const { rows } = table;
  const { codes, limit } = table.column('query_name');
  const hosts = table.column('srcaddr').codes;
  const counts = new Uint8Array(limit);
  const seen = new Pairs(rows);
  for (let row = 0; row < rows; row++) {
    const name = codes[row] ?? 0;
    if (seen.isNew(hosts[row] ?? 0, name)) counts[name] = Math.min(SEVERAL, (counts[name] ?? 0) + 1);
  }
  return numbers(rows, (row) => counts[codes[row] ?? 0]);
}

/**
 * The column `domainsBeside`: the number of domains below which the record's host asked for existing names, in the same
 * batch of records. Domains with equal answers count once, because a sinkhole that takes over malware domains answers
 * all of them alike. A host that fetches mail or web pages for others asks for names below hundreds of domains; `MANY`
 * means that many or more.
 */
export function domainsBeside(table: RecordTable): Column<number> {
  const { rows } = table;
  const names = table.column('query_name');
  const rcodes = table.column('rcode');
  const hosts = table.column('srcaddr');
  const isAnswered = isMeant(rcodes, (rcode) => rcode === 'NOERROR');
  const hostOf = (row: number): number => hosts.codes[row] ?? 0;
  const domains = new Numbers<string>();
  const domainOf = new Map<number, number>();
  const many = new Uint32Array(hosts.limit).fill(MANY);
  const below = differing(table, many, isAnswered, hostOf, (row) => {
    const name = names.codes[row] ?? 0;
    const domain = domainOf.get(name) ?? domains.of(tailOf(normalName(String(names.value(name) ?? ''))));
    domainOf.set(name, domain);
    return domain;
  });
  const texts = new Numbers<string>();
  // The answers of hosts with few domains need not be read: the result stays few. Counting also stops when a host has
  // as many different answers as domains.
  const isMuch = (row: number): boolean => isAnswered(row) && (below[hostOf(row)] ?? 0) > FEW;
  const answered = differing(table, below, isMuch, hostOf, (row) => texts.of(table.part('answers', row) ?? ''));
  return numbers(rows, (row) => {
    const domainsOf = below[hostOf(row)] ?? 0;
    return domainsOf > FEW ? Math.min(domainsOf, answered[hostOf(row)] ?? 0) : domainsOf;
  });
}

const FEW = 4;

/** By host, the number of different numbers in its rows. @param most by host, where to stop counting */
function differing(
  { rows }: RecordTable,
  most: Uint32Array,
  counts: (row: number) => boolean,
  hostOf: (row: number) => number,
  numberOf: (row: number) => number,
): Uint32Array {
  const different = new Uint32Array(most.length);
  const seen = new Pairs(rows);
  for (let row = 0; row < rows; row++) {
    const host = hostOf(row);
    const before = different[host] ?? 0;
    if (before >= (most[host] ?? 0) || !counts(row)) continue;
    if (seen.isNew(host, numberOf(row))) different[host] = before + 1;
  }
  return different;
}

/** Numbers values in the order they occur. */
class Numbers<Value> {
  readonly #known = new Map<Value, number>();

  of(value: Value): number {
    const number = this.#known.get(value) ?? this.#known.size;
    this.#known.set(value, number);
    return number;
  }
}

/** The column `mailBeside`: whether the same batch also has a query for the name's mail records. */
export function mailBeside(table: RecordTable): Column<string> {
  const names = table.column('query_name').codes;
  const { limit } = table.column('query_name');
  const types = table.column('query_type');
  const asksMail = isMeant(types, (type) => type === 'MX' || type === 'TXT');
  const isMail = new Uint8Array(limit);
  for (let row = 0; row < table.rows; row++) if (asksMail(row)) isMail[names[row] ?? 0] = 1;
  const codes = Uint32Array.from({ length: table.rows }, (_, row) => 1 + (isMail[names[row] ?? 0] ?? 0));
  return { codes, limit: 3, generation: FIXED, value: (code) => (code === 2 ? 'true' : 'false') };
}

/** Whether a row's value meets a condition, which is evaluated once for each distinct value. */
function isMeant(column: Column, means: (value: string | number | undefined) => boolean): (row: number) => boolean {
  const { codes, limit } = column;
  const known = new Uint8Array(limit);
  return (row) => {
    const code = codes[row] ?? 0;
    const answer = known[code] || (means(column.value(code)) ? YES : NO);
    known[code] = answer;
    return answer === YES;
  };
}
const [NO, YES] = [1, 2];

const SEVERAL = 3;
const MANY = 65_535;

/** A set of pairs of numbers as an open-addressing table: a `Set` of numbers above 2^31 takes ten times as long. */
class Pairs {
  readonly #first: Uint32Array;
  readonly #second: Uint32Array;
  readonly #last: number;

  /** @param most maximum number of pairs */
  constructor(most: number) {
    const places = 2 ** Math.ceil(Math.log2(2 * most + 2));
    this.#first = new Uint32Array(places);
    this.#second = new Uint32Array(places);
    this.#last = places - 1;
  }

  isNew(first: number, second: number): boolean {
    // 0 is a free place.
    const key = second + 1;
    for (let at = scattered(first, second) & this.#last; ; at = (at + 1) & this.#last) {
      if (this.#second[at] === 0) {
        this.#first[at] = first;
        this.#second[at] = key;
        return true;
      }
      if (this.#first[at] === first && this.#second[at] === key) return false;
    }
  }
}

function scattered(first: number, second: number): number {
  const bits = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return bits ^ (bits >>> 15);
}

/** The last two labels: enough to distinguish domains, and cheaper than the public suffix list. */
function tailOf(name: string): string {
  return name.slice(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
}

function numbers(rows: number, of: (row: number) => number | undefined): Column<number> {
  const codes = Uint32Array.from({ length: rows }, (_, row) => of(row) ?? 0);
  return { codes, limit: MANY + 1, generation: FIXED, value: (code) => code };
}
