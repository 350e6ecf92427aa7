import { columnsOf } from './csv-list.ts';
import { parsePort } from './parse-entry.ts';

/** What one place of the document holds, and the port beside it; the line is known of JSON lines only. */
type PlaceTaker = (line: number | undefined, written: string, port: number | undefined) => void;

/**
 * When the text is JSON of flat objects, one a line or in an array, hands on what their member of addresses or domains
 * holds. Publishers also put the array, or several, into an object; and an array may hold plain entries. Structure below
 * that, as STIX and MISP have it, is none of this.
 */
export function createJsonReader(text: string): ((take: PlaceTaker) => void) | undefined {
  const rows = rowsOfLines(text) ?? rowsOfDocument(parsed(text));
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
      if (cell !== '') take(row.line, cell, parsePort(columns.port === undefined ? undefined : cells[columns.port]));
    }
  };
}

interface Row {
  readonly line: number | undefined;
  /** Texts and numbers by the names of their members. */
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
  // A bundle says of each object what it is, and only its patterns hold entries.
  if (isObject(document) && 'type' in document) return undefined;
  const rows = arrays.flat().map((value) => (typeof value === 'string' ? new Map([['entry', value]]) : flat(value)));
  return rows.every((cells) => cells !== undefined) ? rows.map((cells) => ({ line: undefined, cells })) : undefined;
}

/** The texts and numbers of an object; undefined for one that holds other objects, itself or in arrays. */
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
