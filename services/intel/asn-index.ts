import type { IpAddress } from './ip-address.ts';

/** The autonomous system that announces an address. */
interface AutonomousSystem {
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
export function buildAsnIndex(v4: Uint8Array, v6: Uint8Array): Uint8Array<ArrayBuffer> {
  const systems = new Map<string, number>();
  // Filled in place: rows as objects would cost hundreds of megabytes.
  const max4 = countLines(v4);
  const max6 = countLines(v6);
  const draft = view(new ArrayBuffer(layOut(max4, max6, 0).size), layOut(max4, max6, 0));
  const rows4 = readRows(v4, systems, (row, first, last, system) => {
    draft.first4[row] = Number(first);
    draft.last4[row] = Number(last);
    draft.system4[row] = system;
  });
  const rows6 = readRows(v6, systems, (row, first, last, system) => {
    setPair(draft.first6, row, BigInt(first));
    setPair(draft.last6, row, BigInt(last));
    draft.system6[row] = system;
  });
  const text = new TextEncoder().encode([...systems.keys()].join('\n'));
  const layout = layOut(rows4, rows6, text.length);
  const index = view(new ArrayBuffer(layout.size), layout);
  index.header.set([MAGIC, rows4, rows6, text.length]);
  index.first4.set(draft.first4.subarray(0, rows4));
  index.last4.set(draft.last4.subarray(0, rows4));
  index.system4.set(draft.system4.subarray(0, rows4));
  index.first6.set(draft.first6.subarray(0, rows6 * 2));
  index.last6.set(draft.last6.subarray(0, rows6 * 2));
  index.system6.set(draft.system6.subarray(0, rows6));
  index.text.set(text);
  return new Uint8Array(index.header.buffer);
}

/** @throws when the bytes are not what `buildAsnIndex` gives. */
export function openAsnIndex(bytes: Uint8Array<ArrayBuffer>): AsnIndex {
  // The columns of 64 bits need their place in memory to be a multiple of 8, which a slice of a pool is not.
  if (bytes.byteOffset % 8 !== 0) return openAsnIndex(bytes.slice());
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
const NEWLINE = 10;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

function countLines(csv: Uint8Array): number {
  let lines = 1;
  for (let i = csv.indexOf(NEWLINE); i >= 0; i = csv.indexOf(NEWLINE, i + 1)) lines++;
  return lines;
}

/** @returns how many rows there were */
function readRows(
  csv: Uint8Array,
  systems: Map<string, number>,
  take: (row: number, first: string, last: string, system: number) => void,
): number {
  const decoder = new TextDecoder();
  let rows = 0;
  for (let start = 0; start < csv.length;) {
    const newline = csv.indexOf(NEWLINE, start);
    const end = newline < 0 ? csv.length : newline;
    const line = decoder.decode(csv.subarray(start, end)).trimEnd();
    start = end + 1;
    const [, first, last, asn, written = ''] = /^(\d+),(\d+),(\d+),(.*)$/.exec(line) ?? [];
    if (first === undefined || last === undefined) continue;
    const organization = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    const key = `${asn},${organization}`;
    const system = systems.get(key) ?? systems.size;
    systems.set(key, system);
    take(rows++, first, last, system);
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

function setPair(column: BigUint64Array, row: number, value: bigint): void {
  column[2 * row] = value >> 64n;
  column[2 * row + 1] = value & LOW_64;
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
  for (let i = text.indexOf(NEWLINE); i >= 0; i = text.indexOf(NEWLINE, i + 1)) starts.push(i + 1);
  return starts;
}
