import { reasonOf } from '#services/model/sentence.ts';
import { gunzipSync } from 'node:zlib';
import type { Trouble } from '#services/model/log-object.ts';
import { createCsvReader } from './csv-list.ts';
import { createJsonReader } from './json-list.ts';
import { addressOfLine } from './address-line.ts';
import type { Domain } from './domain-set.ts';
import type { IpRange } from './ip-range.ts';
import { parseEntry, type ListEntry } from './parse-entry.ts';
import { entriesOfLine } from './text-list.ts';

/** What a list's reading takes its entries to. */
export interface EntryTaker {
  /** An IPv4 address that is written plainly: by far most of what lists hold, so it comes without any object. */
  address(address: number): void;
  range(range: IpRange): void;
  domain(domain: Domain): void;
}

/** Which lines of a list say nothing that could be read. */
export interface ListReport {
  /** Lines, or rows of CSV, with at least one place that is no entry. */
  readonly rejected: number;
  /** The first few, in order, and how many more there are; or the one that the whole file has. */
  readonly troubles: readonly Trouble[];
}

/** A list a hundred times longer than the longest that is published is not a list. */
const BYTES_MAX = 256 * 2 ** 20;
const TROUBLES_MAX = 10;

/**
 * Reads a list of addresses and domains, plain text, CSV or flat JSON, compressed by gzip or not. Whatever the bytes, it does not
 * throw. Entries are handed on one by one: a list of a hundred thousand must not cost a hundred megabytes.
 */
export function parseList(bytes: Uint8Array, take: EntryTaker): ListReport {
  const plain = plainOf(bytes);
  if (!(plain instanceof Uint8Array)) return failed(plain);
  const head = decode(plain.subarray(0, HEAD_BYTES)).trimStart();
  const readJson = isJson(head) ? createJsonReader(decode(plain)) : undefined;
  const foreign = readJson ? undefined : foreignFormat(head);
  if (foreign) return failed({ kind: 'unknown-format', message: foreign, position: undefined, records: 0 });
  const troubles: Trouble[] = [];
  let rejected = 0;
  const takePlace = (line: number | undefined, written: string, entries: readonly ListEntry[]): void => {
    let why: string | undefined;
    for (const entry of entries) {
      if (entry.kind === 'range') take.range(entry.range);
      else if (entry.kind === 'domain') take.domain(entry.domain);
      else why ??= entry.why;
    }
    if (why === undefined) return;
    rejected++;
    if (troubles.length < TROUBLES_MAX) {
      const message = `${JSON.stringify(written.trim().slice(0, 80))} is no entry: ${why}.`;
      troubles.push({ kind: 'unreadable-record', message, position: line, records: 1 });
    }
  };
  if (readJson) readJson((line, cell, port) => takePlace(line, cell, [atPort(parseEntry(cell), port)]));
  else readPlaces(plain, take, takePlace);
  const more = rejected - troubles.length;
  if (more > 0) {
    const message = `${more} more lines are no entries.`;
    troubles.push({ kind: 'unreadable-record', message, position: undefined, records: more });
  }
  return { rejected, troubles };
}

/** Hands on each line of text that is a plain address, and the entries of each other one, or row of CSV, that says anything. */
function readPlaces(
  bytes: Uint8Array,
  { address }: Pick<EntryTaker, 'address'>,
  take: (line: number, written: string, entries: readonly ListEntry[]) => void,
): void {
  const readCsv = createCsvReader(bytes);
  if (readCsv) return readCsv((line, cell, port) => take(line, cell, [atPort(parseEntry(cell), port)]));
  for (let line = 1, start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const plain = addressOfLine(bytes, start, end);
    if (plain >= 0) address(plain);
    else {
      const written = decode(bytes.subarray(start, end));
      const entries = entriesOfLine(written);
      if (entries.length > 0) take(line, written, entries);
    }
    start = end + 1;
  }
}

/** The entry with the port that stands beside it, unless it names one itself. */
function atPort(entry: ListEntry, port: number | undefined): ListEntry {
  if (entry.kind !== 'range' || port === undefined || entry.range.port !== undefined) return entry;
  const { text } = entry.range;
  const written = text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
  return { kind: 'range', range: { ...entry.range, text: written, port } };
}

const NEWLINE = 10;

function failed(trouble: Trouble): ListReport {
  return { rejected: 0, troubles: [trouble] };
}

function plainOf(bytes: Uint8Array): Uint8Array | Trouble {
  let plain = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      plain = gunzipSync(bytes, { maxOutputLength: BYTES_MAX });
    } catch (cause) {
      const message = `The list is gzip that cannot be read (${reasonOf(cause)}); fetch it again.`;
      return { kind: 'unreadable-object', message, position: undefined, records: 0 };
    }
  }
  if (plain.length <= BYTES_MAX) return plain;
  const message = `The list is larger than ${BYTES_MAX / 2 ** 20} MB; is it a list?`;
  return { kind: 'over-bound', message, position: undefined, records: 0 };
}

/** How much of a file tells its format. */
const HEAD_BYTES = 512;

/** Formats that hold entries inside structure: their lines would be rejected one by one, which tells nobody what is the matter. */
function foreignFormat(head: string): string | undefined {
  const name = head.startsWith('<')
    ? 'XML, such as STIX 1'
    : isJson(head)
      ? 'JSON with structure, such as STIX 2 or MISP'
      : /^reportId\s*,/i.test(head)
        ? 'a FireEye iSIGHT report'
        : head.includes('\0')
          ? 'binary'
          : undefined;
  return (
    name && `The list is ${name}, which is not supported yet: give plain text (one entry a line), CSV or flat JSON.`
  );
}

/** A bracket alone is also how an IPv6 address with a port begins. */
function isJson(head: string): boolean {
  return head.startsWith('{') || /^\[\s*["{[]/.test(head);
}

const DECODER = new TextDecoder();

function decode(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
