import type { IpAddress } from './ip-address.ts';
import { once } from '#services/model/once.ts';

/** The autonomous system that announces an address. */
interface AutonomousSystem {
  readonly asn: number;
  readonly asnOrg: string;
}

export interface AsnIndex {
  find(address: IpAddress): AutonomousSystem | undefined;
}

/**
 * The bytes of an index, in memory or in a file. They are read part by part, because most scans need none or half of
 * it.
 */
export interface Block {
  readonly sizeBytes: number;
  /** Returns a copy: columns of 64 bits must begin at a multiple of 8 in memory. */
  read(start: number, length: number): Uint8Array<ArrayBuffer>;
}

/**
 * Builds an index of about 11 MB from the published tables: those are CSV of 33 MB, which takes seconds to parse, while
 * the index is used directly as it is in memory.
 *
 * @param v4 rows `first,last,asn,organization` with addresses as decimal numbers, in order
 * @param v6 the same for IPv6
 */
export function buildAsnIndex(v4: Uint8Array, v6: Uint8Array): Uint8Array<ArrayBuffer> {
  const systems = new Map<string, number>();
  // Filled in place, because rows as objects would cost hundreds of megabytes.
  const draft6 = columns6(new ArrayBuffer(countLines(v6) * ROW6_BYTES));
  const draft4 = columns4(new ArrayBuffer(countLines(v4) * ROW4_BYTES));
  const rows4 = readRows(v4, systems, (row, first, last, system) => {
    draft4.first[row] = Number(first);
    draft4.last[row] = Number(last);
    draft4.system[row] = system;
  });
  const rows6 = readRows(v6, systems, (row, first, last, system) => {
    setPair(draft6.first, row, BigInt(first));
    setPair(draft6.last, row, BigInt(last));
    draft6.system[row] = system;
  });
  const text = new TextEncoder().encode([...systems.keys()].join('\n'));
  const { start4, startText, sizeBytes } = layOut(rows4, rows6, text.length);
  const block = new Uint8Array(sizeBytes);
  new Uint32Array(block.buffer, 0, 4).set([MAGIC, rows4, rows6, text.length]);
  const index6 = columns6(block.buffer, HEADER_BYTES, rows6);
  index6.first.set(draft6.first.subarray(0, rows6 * 2));
  index6.last.set(draft6.last.subarray(0, rows6 * 2));
  index6.system.set(draft6.system.subarray(0, rows6));
  const index4 = columns4(block.buffer, start4, rows4);
  index4.first.set(draft4.first.subarray(0, rows4));
  index4.last.set(draft4.last.subarray(0, rows4));
  index4.system.set(draft4.system.subarray(0, rows4));
  block.set(text, startText);
  return block;
}

/** @throws when the block is not a result of `buildAsnIndex` */
export function openAsnIndex({ sizeBytes, read }: Block): AsnIndex {
  const [magic, rows4 = 0, rows6 = 0, textBytes = 0] = new Uint32Array(read(0, HEADER_BYTES).buffer);
  const layout = layOut(rows4, rows6, textBytes);
  if (magic !== MAGIC || layout.sizeBytes !== sizeBytes)
    throw new Error('The index of autonomous systems is damaged: delete it, and it is rebuilt.');
  const open6 = once(() => columns6(read(HEADER_BYTES, rows6 * ROW6_BYTES).buffer));
  const open4 = once(() => columns4(read(layout.start4, rows4 * ROW4_BYTES).buffer));
  const openSystems = once(() => {
    const text = read(layout.startText, textBytes);
    return { text, lines: lineStarts(text) };
  });
  return {
    find(address) {
      if (typeof address === 'number') {
        const { first, last, system } = open4();
        const row = lastRow(rows4, (i) => (first[i] ?? 0) <= address);
        return row >= 0 && address <= (last[row] ?? 0) ? systemAt(system[row] ?? 0) : undefined;
      }
      const { first, last, system } = open6();
      const row = lastRow(rows6, (i) => pair(first, i) <= address);
      return row >= 0 && address <= pair(last, row) ? systemAt(system[row] ?? 0) : undefined;
    },
  };

  function systemAt(system: number): AutonomousSystem {
    const { text, lines } = openSystems();
    const line = new TextDecoder().decode(text.subarray(lines[system], (lines[system + 1] ?? text.length + 1) - 1));
    const comma = line.indexOf(',');
    return { asn: Number(line.slice(0, comma)), asnOrg: line.slice(comma + 1) };
  }
}

/** Change it with the layout, so that an index of another layout is rejected. */
const MAGIC = 0x61736e31;
const NEWLINE = 10;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

function countLines(csv: Uint8Array): number {
  let lines = 1;
  for (let i = csv.indexOf(NEWLINE); i >= 0; i = csv.indexOf(NEWLINE, i + 1)) lines++;
  return lines;
}

/** @returns the number of rows */
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

const HEADER_BYTES = 16;
const ROW6_BYTES = 36;
const ROW4_BYTES = 12;

/**
 * The order after the header: IPv6, whose columns of 64 bits are aligned there, IPv4, and the systems' numbers and
 * names.
 */
function layOut(rows4: number, rows6: number, textBytes: number) {
  const start4 = HEADER_BYTES + rows6 * ROW6_BYTES;
  const startText = start4 + rows4 * ROW4_BYTES;
  return { start4, startText, sizeBytes: startText + textBytes };
}

function columns6(buffer: ArrayBuffer, offset = 0, rows = buffer.byteLength / ROW6_BYTES) {
  return {
    first: new BigUint64Array(buffer, offset, rows * 2),
    last: new BigUint64Array(buffer, offset + rows * 16, rows * 2),
    system: new Uint32Array(buffer, offset + rows * 32, rows),
  };
}

function columns4(buffer: ArrayBuffer, offset = 0, rows = buffer.byteLength / ROW4_BYTES) {
  return {
    first: new Uint32Array(buffer, offset, rows),
    last: new Uint32Array(buffer, offset + rows * 4, rows),
    system: new Uint32Array(buffer, offset + rows * 8, rows),
  };
}

function pair(column: BigUint64Array, row: number): bigint {
  return ((column[2 * row] ?? 0n) << 64n) | (column[2 * row + 1] ?? 0n);
}

function setPair(column: BigUint64Array, row: number, value: bigint): void {
  column[2 * row] = value >> 64n;
  column[2 * row + 1] = value & LOW_64;
}

/** The last row for which `startsBefore` holds, or -1. It must hold for the first rows only, without gaps. */
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
