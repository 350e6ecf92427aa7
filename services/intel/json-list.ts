import { columnsOf } from './csv-list.ts';
import type { ListReader } from './list-reader.ts';
import { mispJsonReader } from './misp-json.ts';
import { onionooJsonReader } from './onionoo-json.ts';
import { parseEntry, withPort } from './parse-entry.ts';
import { stixJsonReader } from './stix-json.ts';

/**
 * A reader for JSON with entries, undefined for other text: a bundle of STIX 2, MISP events, Onionoo's details of
 * relays; or flat objects, one a line or in an array, with a member of addresses or domains. Publishers also wrap the
 * array, or several, in an object; and an array may hold plain entries.
 *
 * @param at the time, ms since the epoch, for entries with an end of validity
 */
export function jsonReader(text: string, at: number): ListReader | undefined {
  const lines = rowsOfLines(text);
  if (lines !== undefined) return flatReader(lines);
  const document = parsed(text);
  return (
    stixJsonReader(document, at) ??
    mispJsonReader(document) ??
    onionooJsonReader(document) ??
    flatReader(rowsOfDocument(document))
  );
}

function flatReader(rows: readonly Row[] | undefined): ListReader | undefined {
  if (rows === undefined || rows.length === 0) return undefined;
  const sample = rows.slice(0, SAMPLE_ROWS);
  const names = [...new Set(sample.flatMap(({ cells }) => [...cells.keys()]))];
  const cellsOf = (row: Row) => names.map((name) => row.cells.get(name) ?? '');
  const columns = columnsOf(sample.map(cellsOf), names);
  if (columns === undefined) return undefined;
  return (take) => {
    for (const row of rows) {
      const cells = cellsOf(row);
      const cell = cells[columns.entry] ?? '';
      const port = columns.port === undefined ? undefined : cells[columns.port];
      if (cell !== '') take(row.line, cell, [withPort(parseEntry(cell), port)]);
    }
    return undefined;
  };
}

interface Row {
  readonly line: number | undefined;
  /** Texts and numbers, by the names of their members. */
  readonly cells: ReadonlyMap<string, string>;
}

const SAMPLE_ROWS = 200;

function rowsOfLines(text: string): readonly Row[] | undefined {
  const rows: Row[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const cells = flat(parsed(line));
    if (cells === undefined) return undefined;
    rows.push({ line: at + 1, cells });
  }
  return rows;
}

function rowsOfDocument(document: unknown): readonly Row[] | undefined {
  const arrays = Array.isArray(document)
    ? [document]
    : isObject(document)
      ? Object.values(document).filter(Array.isArray)
      : [];
  const rows = arrays.flat().map((value) => (typeof value === 'string' ? new Map([['entry', value]]) : flat(value)));
  return rows.every((cells) => cells !== undefined) ? rows.map((cells) => ({ line: undefined, cells })) : undefined;
}

/** The texts and numbers of an object; undefined for one that contains other objects, directly or in arrays. */
function flat(value: unknown): ReadonlyMap<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const members = Object.entries(value);
  if (members.some(([, member]) => [member].flat().some(isObject))) return undefined;
  return new Map(
    members.flatMap(([name, member]) =>
      typeof member === 'string' || typeof member === 'number' ? [[name, String(member).trim()]] : [],
    ),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
