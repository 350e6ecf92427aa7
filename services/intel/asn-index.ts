import type { IpAddress } from './ip-address.ts';

/** The autonomous system that announces an address. */
export interface AutonomousSystem {
  readonly asn: number;
  readonly asnOrg: string;
}

export interface AsnIndex {
  find(address: IpAddress): AutonomousSystem | undefined;
}

/**
 * The published tables are CSV of 33 MB, which take seconds to read; this makes of them one block of about 11 MB that is
 * used as it lies in memory.
 *
 * @param v4 rows `first,last,asn,organization` with addresses as decimal numbers, in order
 * @param v6 the same for IPv6
 */
export function buildAsnIndex(v4: string, v6: string): Uint8Array<ArrayBuffer> {
  const systems = new Map<string, number>();
  const rows4 = readRows(v4, systems);
  const rows6 = readRows(v6, systems);
  const names = new TextEncoder().encode([...systems.keys()].join('\n'));
  const layout = layOut(rows4.length, rows6.length, names.length);
  const { header, first4, last4, system4, first6, last6, system6, text } = view(new ArrayBuffer(layout.size), layout);
  header.set([MAGIC, rows4.length, rows6.length, names.length]);
  rows4.forEach((row, i) => {
    first4[i] = Number(row.first);
    last4[i] = Number(row.last);
    system4[i] = row.system;
  });
  rows6.forEach((row, i) => {
    const first = BigInt(row.first);
    const last = BigInt(row.last);
    first6.set([first >> 64n, first & LOW_64], 2 * i);
    last6.set([last >> 64n, last & LOW_64], 2 * i);
    system6[i] = row.system;
  });
  text.set(names);
  return new Uint8Array(header.buffer);
}

/** @throws when the bytes are not what `buildAsnIndex` gives. */
export function openAsnIndex(bytes: Uint8Array<ArrayBuffer>): AsnIndex {
  const [magic, rows4 = 0, rows6 = 0, nameBytes = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  const layout = layOut(rows4, rows6, nameBytes);
  if (magic !== MAGIC || layout.size !== bytes.byteLength)
    throw new Error('The index of autonomous systems is damaged: delete it, and it will be made anew.');
  const { first4, last4, system4, first6, last6, system6, text } = view(bytes.buffer, layout, bytes.byteOffset);
  const lines = lineStarts(text);
  return {
    find(address) {
      if (typeof address === 'number') {
        const row = lastRow(rows4, (i) => (first4[i] ?? 0) <= address);
        return row >= 0 && address <= (last4[row] ?? 0) ? systemAt(system4[row] ?? 0) : undefined;
      }
      const row = lastRow(rows6, (i) => pair(first6, i) <= address);
      return row >= 0 && address <= pair(last6, row) ? systemAt(system6[row] ?? 0) : undefined;
    },
  };

  function systemAt(system: number): AutonomousSystem {
    const line = new TextDecoder().decode(text.subarray(lines[system], (lines[system + 1] ?? text.length + 1) - 1));
    const comma = line.indexOf(',');
    return { asn: Number(line.slice(0, comma)), asnOrg: line.slice(comma + 1) };
  }
}

/** Changes with the layout, so that an index of another layout is not read. */
const MAGIC = 0x61736e31;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

interface Row {
  readonly first: string;
  readonly last: string;
  /** Position in the table of systems. */
  readonly system: number;
}

function readRows(csv: string, systems: Map<string, number>): readonly Row[] {
  const rows: Row[] = [];
  for (let start = 0; start < csv.length;) {
    const end = csv.indexOf('\n', start);
    const line = csv.slice(start, end < 0 ? csv.length : end).trimEnd();
    start = end < 0 ? csv.length : end + 1;
    const [, first, last, asn, written = ''] = /^(\d+),(\d+),(\d+),(.*)$/.exec(line) ?? [];
    if (first === undefined || last === undefined) continue;
    const organization = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    const key = `${asn},${organization}`;
    const system = systems.get(key) ?? systems.size;
    systems.set(key, system);
    rows.push({ first, last, system });
  }
  return rows;
}

interface Layout {
  readonly rows4: number;
  readonly rows6: number;
  readonly nameBytes: number;
  readonly size: number;
}

/** The 64-bit columns come first, where they are aligned. */
function layOut(rows4: number, rows6: number, nameBytes: number): Layout {
  return { rows4, rows6, nameBytes, size: 16 + rows6 * 32 + (rows4 * 3 + rows6) * 4 + nameBytes };
}

function view(buffer: ArrayBuffer, { rows4, rows6, nameBytes }: Layout, offset = 0) {
  const words = offset + 16 + rows6 * 32;
  return {
    header: new Uint32Array(buffer, offset, 4),
    first6: new BigUint64Array(buffer, offset + 16, rows6 * 2),
    last6: new BigUint64Array(buffer, offset + 16 + rows6 * 16, rows6 * 2),
    system6: new Uint32Array(buffer, words, rows6),
    first4: new Uint32Array(buffer, words + rows6 * 4, rows4),
    last4: new Uint32Array(buffer, words + (rows6 + rows4) * 4, rows4),
    system4: new Uint32Array(buffer, words + (rows6 + rows4 * 2) * 4, rows4),
    text: new Uint8Array(buffer, words + (rows6 + rows4 * 3) * 4, nameBytes),
  };
}

function pair(column: BigUint64Array, row: number): bigint {
  return ((column[2 * row] ?? 0n) << 64n) | (column[2 * row + 1] ?? 0n);
}

/** The last row for which `startsBefore` holds, or -1: it holds for the first rows only. */
function lastRow(rows: number, startsBefore: (row: number) => boolean): number {
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lineStarts(text: Uint8Array): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf(10); i >= 0; i = text.indexOf(10, i + 1)) starts.push(i + 1);
  return starts;
}
