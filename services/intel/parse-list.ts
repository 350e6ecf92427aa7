import { reasonOf } from '#services/model/sentence.ts';
import { gunzipSync } from 'node:zlib';
import type { Trouble } from '#services/model/log-object.ts';
import { addressOfLine } from './address-line.ts';
import { csvReader } from './csv-list.ts';
import type { Domain } from './domain-set.ts';
import { fireeyeReader } from './fireeye-list.ts';
import type { IpRange } from './ip-range.ts';
import { jsonReader } from './json-list.ts';
import type { ListReader, PlaceTaker } from './list-reader.ts';
import { stixXmlReader } from './stix-xml.ts';
import { entriesOfLine } from './text-list.ts';

/** Receives the entries of a list as they are read. */
export interface EntryTaker {
  /** An IPv4 address in its plain spelling: by far the most frequent entry, so it comes without any object. */
  address(address: number): void;
  range(range: IpRange): void;
  domain(domain: Domain): void;
}

/** Lines of a list that could not be read. */
export interface ListReport {
  /** Number of lines, or rows of CSV, with at least one place that is no entry. */
  readonly rejected: number;
  /** The first few troubles, in order, and the number of further ones; or the one trouble of the whole file. */
  readonly troubles: readonly Trouble[];
}

/** A file a hundred times longer than the longest published list is not a list. */
const BYTES_MAX = 256 * 2 ** 20;
const TROUBLES_MAX = 10;

/**
 * Reads a list of addresses and domains, compressed by gzip or not: plain text, CSV, JSON, and the formats of other
 * programs that `formatOf` recognizes by their content. It never throws, whatever the bytes. Entries are passed on one
 * by one: a list of a hundred thousand must not cost a hundred megabytes.
 *
 * @param at the time, ms since the epoch, for formats whose entries have an end of validity
 */
export function parseList(bytes: Uint8Array, take: EntryTaker, at: number): ListReport {
  const plain = plainOf(bytes);
  if (!(plain instanceof Uint8Array)) return failed(plain);
  const reader = formatOf(plain, at);
  if (typeof reader === 'string') return failed(troubleOf('unknown-format', reader));
  const troubles: Trouble[] = [];
  let rejected = 0;
  const takePlace: PlaceTaker = (line, written, entries) => {
    let why: string | undefined;
    for (const entry of entries) {
      if (entry.kind === 'range') take.range(entry.range);
      else if (entry.kind === 'domain') take.domain(entry.domain);
      else why ??= entry.why;
    }
    if (why === undefined) return;
    rejected++;
    if (troubles.length < TROUBLES_MAX) {
      const message = `${JSON.stringify(written.trim().slice(0, 80))} is not an entry: ${why}.`;
      troubles.push({ kind: 'unreadable-record', message, position: line, records: 1 });
    }
  };
  const wrong = reader ? reader(takePlace) : readLines(plain, take, takePlace);
  const more = rejected - troubles.length;
  if (more > 0) {
    const message = `${more} more lines are not entries.`;
    troubles.push({ kind: 'unreadable-record', message, position: undefined, records: more });
  }
  // The trouble of the whole file comes first: the lines before it may all be correct.
  if (wrong !== undefined)
    troubles.unshift(troubleOf('unreadable-object', `The list was read only in part: ${wrong}.`));
  return { rejected, troubles };
}

/** Passes on each line that is a plain address, and the entries of each other line that has any. */
function readLines(bytes: Uint8Array, { address }: Pick<EntryTaker, 'address'>, take: PlaceTaker): undefined {
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

const NEWLINE = 10;

function troubleOf(kind: Trouble['kind'], message: string): Trouble {
  return { kind, message, position: undefined, records: 0 };
}

function failed(trouble: Trouble): ListReport {
  return { rejected: 0, troubles: [trouble] };
}

function plainOf(bytes: Uint8Array): Uint8Array | Trouble {
  let plain = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      plain = gunzipSync(bytes, { maxOutputLength: BYTES_MAX });
    } catch (cause) {
      return troubleOf(
        'unreadable-object',
        `The list is gzip that cannot be read (${reasonOf(cause)}); download it again.`,
      );
    }
  }
  if (plain.length <= BYTES_MAX) return inUtf8(plain);
  return troubleOf('over-bound', `The list is larger than ${BYTES_MAX / 2 ** 20} MB: check that it is a list.`);
}

/** What spreadsheets save as "Unicode text" is UTF-16, and begins with a mark that says so. */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : undefined;
  return encoding === undefined ? bytes : new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
}

/** The beginning of a file that is enough to recognize its format. */
const HEAD_BYTES = 4096;

/**
 * The reader for the format of the bytes, recognized by their beginning and, for rows, by their content.
 *
 * @returns undefined for plain lines, and a sentence for bytes that are no list
 */
function formatOf(bytes: Uint8Array, at: number): ListReader | string | undefined {
  const head = decode(bytes.subarray(0, HEAD_BYTES))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(head))
    return 'The list is a web page: give the address or the file of the list itself.';
  if (head.startsWith('<'))
    return /<(?:\w+:)?STIX_Package\b/.test(head)
      ? stixXmlReader(bytes)
      : 'The list is XML, but not a STIX 1 package: give STIX, plain text (one entry a line), CSV or JSON.';
  if (isJson(head))
    return (
      jsonReader(decode(bytes), at) ??
      'The list is JSON without addresses or domains in a known place: give a STIX 2 bundle, MISP events, flat objects with a member of addresses, or plain text (one entry a line).'
    );
  if (head.includes('\0')) return 'The list is binary: give plain text (one entry a line), CSV, JSON or STIX.';
  return fireeyeReader(bytes, head) ?? csvReader(bytes);
}

/** A bracket alone may also begin an IPv6 address with a port. */
function isJson(head: string): boolean {
  return head.startsWith('{') || /^\[\s*["{[]/.test(head);
}

const DECODER = new TextDecoder();

function decode(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
