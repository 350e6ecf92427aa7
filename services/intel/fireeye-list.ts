import { readRows } from './csv-list.ts';
import type { ListReader } from './list-reader.ts';
import { parseEntry, withPort } from './parse-entry.ts';

/**
 * Reads reports of FireEye iSIGHT: rows of some fifty columns, whose network columns hold the entries. A row names an
 * address, a network, a domain or several of them; addresses of senders and attachments belong to mail.
 *
 * @param head the beginning of the file
 */
export function fireeyeReader(bytes: Uint8Array, head: string): ListReader | undefined {
  if (!/^"?reportId"?\s*,/i.test(head)) return undefined;
  return (take) => {
    let columns: readonly number[] = [];
    let port = -1;
    readRows(new TextDecoder().decode(bytes), ',', (line, cells) => {
      if (/^reportId$/i.test(cells[0] ?? '')) {
        columns = NAMED.flatMap((name) => cells.flatMap((cell, at) => (cell.toLowerCase() === name ? [at] : [])));
        port = cells.findIndex((cell) => cell.toLowerCase() === 'port');
        return;
      }
      for (const column of columns) {
        const cell = cells[column] ?? '';
        if (cell !== '') take(line, cell, [withPort(parseEntry(cell), cells[port])]);
      }
    });
    return undefined;
  };
}

const NAMED = ['ip', 'cidr', 'domain'] as const;
