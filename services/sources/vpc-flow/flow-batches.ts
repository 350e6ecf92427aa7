import type { Home } from '#services/model/reading.ts';
import { Buffer } from 'node:buffer';
import type { Batch, Column } from '#services/model/column.ts';
import { ABSENT } from '#services/reader/plan.ts';
import type { Reader } from '#services/reader/reader.ts';
import type { Rejection, RecordTable } from '#services/reader/record-table.ts';
import { canonicalAddress } from '../address.ts';
import { completed, LazyColumn, Derived, FIXED, Recent, type Constants } from '../columns.ts';
import type { LineBatches } from '../log-source.ts';
import { isAccount, isRegion } from '../home.ts';
import type { DecodedBatch, TimeSpan } from '../decoded-batch.ts';
import type { Troubles } from '../troubles.ts';
import { FlowCursor } from './cursor.ts';
import { DIRECTIONS, INITIATORS } from './ends.ts';
import { wordsOf } from './layout.ts';
import { Owners } from './own-address.ts';
import type { VpcFlowRecord } from './record.ts';
import { Scratch } from './scratch.ts';
import { headerIn, unifiedSections } from './sections.ts';
import { FlowSides } from './sides.ts';

/**
 * Decodes flow log text into batches. Each decoder has one: it keeps what it learned about values while their codes
 * live.
 */
export class FlowBatches implements LineBatches<VpcFlowRecord> {
  readonly #asked: ReadonlySet<string>;
  readonly #constants: Constants;
  readonly #scratch = new Scratch();
  readonly #recent = new Map<string, Recent>();
  readonly #isGood = {
    'account-id': new Derived(isAccount),
    region: new Derived(isRegion),
    action: new Derived(isSaid),
  };

  constructor(fields: readonly string[], constants: Constants) {
    this.#asked = new Set([...fields, ...ALWAYS]);
    this.#constants = constants;
  }

  *decoded(
    reader: Reader,
    fields: readonly string[],
    place: Home,
    troubles: Troubles,
    positionOf: (line: number) => number = (line) => line,
    isFirst = true,
  ): Generator<DecodedBatch<VpcFlowRecord>, void, void> {
    const missing = EXPECTED.filter((field) => !fields.includes(field));
    if (missing.length > 0)
      troubles.add('unknown-format', `The format has no ${missing.join(', ')}: questions about them go unanswered.`);
    if (!fields.includes('interface-id') && !fields.includes('flow-direction'))
      troubles.add('unknown-format', NO_OWNER);
    const owners = new Owners();
    let isBeginning = isFirst;
    for (const table of reader.flow({ fields: standIns(fields), wanted: DECODED })) {
      const header = headerAmong(table, reader.text(), fields);
      const sections = header && unifiedSections(reader.text().subarray(header.start));
      const part = header && sections ? table.until(header.start) : table;
      troubles.addAll(part.troubles);
      const passed = judgeRejected(part, reader.text(), fields, troubles, positionOf);
      const batch = this.#batch(part, owners, isBeginning && !part.goesOn, place, positionOf);
      isBeginning = false;
      yield { batch, span: spanOfFlow(part), passed, note: passed > 0 ? NODATA_NOTE : undefined };
      if (header === undefined || sections === undefined) continue;
      troubles.addAll(reader.open(sections.text).troubles);
      const inWhole = (line: number): number => positionOf(header.position - 1 + line);
      yield* this.decoded(reader, sections.fields, place, troubles, inWhole, false);
      return;
    }
  }

  #batch(
    table: RecordTable,
    owners: Owners,
    whole: boolean,
    place: Home,
    positionOf: (line: number) => number,
  ): Batch<VpcFlowRecord> {
    const { rows } = table;
    const asked = this.#asked;
    const sides = new FlowSides(table, this.#scratch, owners, whole, place.openPorts);
    const start = table.numbers('start');
    const made = new Map<string, Column>();
    const make = (field: string): Column => this.#column(field, table, sides, place);
    const column = (field: string): Column => {
      const known = made.get(field) ?? make(field);
      made.set(field, known);
      return known;
    };
    const numbers = (field: string) => (table.has(field) ? table.numbers(field) : undefined);
    const [packets, bytes, end] = [numbers('packets'), numbers('bytes'), numbers('end')];
    const cursor = new FlowCursor(
      {
        column,
        packets,
        bytes,
        start,
        end,
        answer: (row) => sides.answer(row),
        isWhole: whole,
        isToldAtHome: (row) => sides.isToldAtHome(row),
        serves: (row, port) => sides.serves(row, port),
        callersBeside: (row) => sides.callersBeside(row),
      },
      this.#recent,
    );
    return {
      rows,
      column(field) {
        if (!asked.has(field)) throw new Error(`The column ${field} was not asked for when the batch was read`);
        return column(field);
      },
      record: (row) => cursor.at(row),
      time: (row) => (start[row] ?? 0) * 1000,
      text: (row) => table.text(row),
      position: (row) => positionOf(table.position(row)),
    };
  }

  #column(field: string, table: RecordTable, sides: FlowSides, place: Home): Column {
    const { rows } = table;
    const given = (name: string): Column | undefined => (table.has(name) ? table.column(name) : undefined);
    const orElse = (name: 'account-id' | 'region' | 'action', text: string): Column => {
      const column = given(name);
      return column === undefined
        ? this.#constants.column(text, rows)
        : completed(column, rows, this.#isGood[name], () => text);
    };
    switch (field) {
      case 'accountId':
        return orElse('account-id', place.accountId);
      case 'region':
        return orElse('region', place.region);
      case 'action':
        return orElse('action', 'ACCEPT');
      case 'direction':
        return { codes: sides.direction, limit: 4, generation: FIXED, value: (code) => DIRECTIONS[code] };
      case 'initiator':
        return new LazyColumn(rows, (row) => sides.initiator(row), INITIATOR_CODES, true);
      case 'localPort':
        return new LazyColumn(rows, sides.localPort, PORT_CODES);
      case 'remotePort':
        return new LazyColumn(rows, sides.remotePort, PORT_CODES);
      case 'packets': {
        const packets = counts(table, 'packets');
        return new LazyColumn(rows, (row) => Math.min(packets[row] || 0, COUNT_MAX), COUNT_CODES);
      }
      case 'packetSize': {
        const packets = counts(table, 'packets');
        const bytes = counts(table, 'bytes');
        return new LazyColumn(rows, (row) => packetSize(bytes[row] || 0, packets[row] || 0), SIZE_CODES);
      }
      // One dictionary holds the addresses of all fields.
      case 'carriedFor':
        return new LazyColumn(rows, sides.carriedFor, addressColumn(table.column('srcaddr')));
      case 'local':
        return new LazyColumn(rows, sides.local, addressColumn(table.column('srcaddr')));
      case 'remote':
        return addressColumn(table.column('srcaddr'), sides.remote);
      case 'srcaddr':
      case 'dstaddr':
        return addressColumn(table.column(field));
      default:
        return given(field.replaceAll('_', '-')) ?? this.#constants.column(undefined, rows);
    }
  }
}

const NUMBERS = ['packets', 'bytes', 'start', 'end'] as const;
/** Columns of every batch, asked for or not. */
const ALWAYS = ['accountId', 'region'];
const EXPECTED = ['srcport', 'dstport', 'protocol', 'action'];
const NO_OWNER =
  'The format has no interface-id: between two private addresses nothing says whose record it is, so questions about them go unanswered.';
/** The fields that columns are made from. */
export const DECODED: readonly string[] = [
  ...EXPECTED,
  ...NUMBERS,
  'srcaddr',
  'dstaddr',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'tcp-flags',
  'flow-direction',
  'account-id',
  'region',
  'interface-id',
  'interface-type',
  'instance-id',
  'vpc-id',
  'subnet-id',
];
/** Counts from here on are one value. */
const COUNT_MAX = 65_535;
const NODATA_NOTE = 'Intervals without traffic (NODATA).';
const MESSAGE_MAX = 80;

/** Sizes of packets from here on are one value. */
const SIZE_MAX = 2047;
const NO_COUNTS = new Float64Array(0);

const INITIATOR_CODES = {
  limit: INITIATORS.length,
  generation: FIXED,
  value: (code: number) => INITIATORS[code],
};
const PORT_CODES = { limit: ABSENT + 1, generation: FIXED, value: numberOf };
const COUNT_CODES = { limit: COUNT_MAX + 1, generation: FIXED, value: numberOf };
const SIZE_CODES = { limit: SIZE_MAX + 1, generation: FIXED, value: numberOf };

/** The counts of a table: absent ones are NaN, or missing from the array. */
function counts(table: RecordTable, field: 'packets' | 'bytes'): Uint32Array | Float64Array {
  return table.has(field) ? table.numbers(field) : NO_COUNTS;
}

/** The average size, rounded up. Bytes without packets count as the largest size. */
function packetSize(bytes: number, packets: number): number {
  return Math.min(Math.ceil(bytes / packets), SIZE_MAX) || 0;
}

/**
 * The fields, with others in place of those that a format lacks: the `pkt-` addresses for the addresses, the end for
 * the start.
 */
function standIns(fields: readonly string[]): readonly string[] {
  const standIn = (field: string, by: string): readonly [string, string] => [fields.includes(field) ? '' : by, field];
  const renamed = new Map([
    standIn('srcaddr', 'pkt-srcaddr'),
    standIn('dstaddr', 'pkt-dstaddr'),
    standIn('start', 'end'),
  ]);
  return fields.map((field) => renamed.get(field) ?? field);
}

/** The span of a table. Compares in seconds, because whole numbers are compared in half the time. */
function spanOfFlow(table: RecordTable): TimeSpan | undefined {
  if (table.rows === 0) return undefined;
  const starts = table.numbers('start');
  let first = 0xffffffff;
  let last = 0;
  for (let from = 0; from < table.rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, table.rows);
    first = earliest(starts, from, to, first);
    last = latest(starts, from, to, last);
  }
  return { first: first * 1000, last: last * 1000 };
}

/**
 * The engine optimizes a loop as a whole when it is called often; a loop that is called once a table starts anew each
 * time.
 */
const ROWS_AT_ONCE = 2048;

function earliest(starts: ArrayLike<number>, from: number, to: number, before: number): number {
  let first = before;
  for (let row = from; row < to; row++) {
    const start = starts[row] ?? 0;
    if (start < first) first = start;
  }
  return first;
}

function latest(starts: ArrayLike<number>, from: number, to: number, before: number): number {
  let last = before;
  for (let row = from; row < to; row++) {
    const start = starts[row] ?? 0;
    if (start > last) last = start;
  }
  return last;
}

/** Another header among the lines: the lines below it have other fields, even where they could be read. */
function headerAmong(table: RecordTable, text: Uint8Array, fields: readonly string[]): Rejection | undefined {
  for (const rejection of table.rejected) {
    const header = headerIn(lineAt(text, rejection.start, rejection.size), undefined);
    if (header !== undefined && header.join(' ') !== fields.join(' ')) return rejection;
  }
  return undefined;
}

/**
 * Reports lines that could not be read, apart from those that rightly are no record. Returns the number of the latter.
 */
function judgeRejected(
  table: RecordTable,
  text: Uint8Array,
  fields: readonly string[],
  troubles: Troubles,
  positionOf: (position: number) => number,
): number {
  const status = fields.indexOf('log-status');
  let passed = 0;
  let skipped = 0;
  let skippedFirst: number | undefined;
  for (const { position, start, size } of table.rejected) {
    const line = lineAt(text, start, size);
    if (headerIn(line, undefined)?.join(' ') === fields.join(' ')) continue;
    const words = wordsOf(line);
    if (words.length === fields.length && words[status] === 'NODATA') passed++;
    else if (words.length === fields.length && words[status] === 'SKIPDATA') {
      skipped++;
      skippedFirst ??= positionOf(position);
    } else troubles.add('unreadable-record', whyRejected(line, words, fields), positionOf(position));
  }
  if (skipped > 0)
    troubles.add(
      'skipdata',
      `AWS skipped records in ${skipped} intervals (SKIPDATA): their traffic is lost, and what was counted in them is too low.`,
      skippedFirst,
      skipped,
    );
  return passed;
}

function whyRejected(line: string, words: readonly string[], fields: readonly string[]): string {
  const start = words[fields.indexOf('start')] ?? '';
  return words.length === fields.length && OTHER_TIME.test(start)
    ? `The start "${start.slice(0, TIME_MAX)}" is no time of a flow log: write it in seconds since 1970, as AWS does.`
    : `A line of ${words.length} fields that is no flow record of ${fields.length}: "${line.slice(0, MESSAGE_MAX)}".`;
}

/** Smaller units than seconds, and dates. */
const OTHER_TIME = /^(?:\d{11,19}|\d{4}-\d\d-\d\d.*)$/;
const TIME_MAX = 30;

function lineAt(text: Uint8Array, start: number, size: number): string {
  const line = Buffer.from(text.buffer, text.byteOffset + start, size).toString();
  return line.startsWith('\uFEFF') ? line.slice(1) : line;
}

/** An address column with one spelling of each value. */
function addressColumn(column: Column, codes: Column['codes'] = column.codes): Column {
  return {
    codes,
    limit: column.limit,
    generation: column.generation,
    value(code) {
      const text = column.value(code);
      // The reader accepts only one spelling of IPv4.
      return typeof text === 'string' && text.includes(':') ? (canonicalAddress(text) ?? text) : text;
    },
  };
}

function numberOf(code: number): number | undefined {
  return code === ABSENT ? undefined : code;
}

function isSaid(value: string | number | undefined): boolean {
  return value !== undefined && value !== '' && value !== '-';
}
