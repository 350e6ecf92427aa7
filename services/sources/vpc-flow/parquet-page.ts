import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors, DecodedArray } from 'hyparquet';
import type { readPage } from 'hyparquet/src/column.js';
import { parquetLibrary } from './parquet-library.ts';

export type PageHeader = Parameters<typeof readPage>[1];
export type ColumnDecoder = Parameters<typeof readPage>[2];

/** A page that contradicts its header. */
export class SpoiledPage extends Error {}

/**
 * The values of a page. The library trusts the run lengths in a page, and a forged page would make it write billions of
 * values. So the page is decompressed here, and its runs are added up before the library decodes it.
 *
 * @param packed the page as it is stored
 */
export function openPage(
  header: PageHeader,
  packed: Uint8Array,
  decoder: ColumnDecoder,
  dictionary: DecodedArray | undefined,
): DecodedArray {
  const { page, values } = unpack(header, packed, decoder);
  const { num_values: count, encoding } = header.data_page_header ??
    header.data_page_header_v2 ?? { num_values: 0, encoding: 'PLAIN' };
  const isNullable = decoder.element.repetition_type !== 'REQUIRED';
  if (isNullable && header.data_page_header) checkRuns(page, LENGTH, 1, count);
  if (isNullable && header.data_page_header_v2) checkRuns(page, 0, 1, count);
  if (/RLE|DICTIONARY/.test(encoding)) checkRuns(page, values + 1, page[values] ?? 0, count);
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const { data_page_header_v2: second } = header;
  const open: PageHeader = {
    ...header,
    compressed_page_size: page.length,
    ...(second && { data_page_header_v2: { ...second, is_compressed: false } }),
  };
  const plain: ColumnDecoder = { ...decoder, codec: 'UNCOMPRESSED' };
  const { data } = parquetLibrary().readPage({ view, offset: 0 }, open, plain, dictionary, undefined, 0);
  if (data === undefined) throw new SpoiledPage('it holds nothing');
  return data;
}

/** Size of the length in front of the levels. */
const LENGTH = 4;

/** The decompressed page, and where its values begin. */
function unpack(header: PageHeader, packed: Uint8Array, { codec, element }: ColumnDecoder) {
  const { decompressPage } = parquetLibrary();
  const { uncompressed_page_size: size, data_page_header_v2: second } = header;
  if (second === undefined) {
    const page = decompressPage(packed, size, codec, COMPRESSORS);
    const levels = element.repetition_type === 'REQUIRED' || !header.data_page_header ? 0 : LENGTH + lengthAt(page);
    return { page, values: levels };
  }
  const levels = second.definition_levels_byte_length;
  if (second.repetition_levels_byte_length !== 0 || !(levels >= 0 && levels <= Math.min(size, packed.length)))
    throw new SpoiledPage('its levels have a size that cannot be');
  if (second.is_compressed === false) return { page: packed, values: levels };
  const rest = decompressPage(packed.subarray(levels), size - levels, codec, COMPRESSORS);
  const page = new Uint8Array(levels + rest.length);
  page.set(packed.subarray(0, levels));
  page.set(rest, levels);
  return { page, values: levels };
}

function lengthAt(page: Uint8Array): number {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  return view.getUint32(0, true);
}

/** The last run of packed values is padded, so it may have this many values in excess. */
const FILLED_MAX = 512;

/** Adds up the runs from a position on: runs of one repeated value, or of values packed in groups of eight. */
function checkRuns(page: Uint8Array, from: number, width: number, count: number): void {
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: from };
  if (width > 32) throw new SpoiledPage('its values are wider than there are');
  const { readVarInt } = parquetLibrary();
  let left = count;
  while (left > 0 && reader.offset < page.length) {
    const run = readVarInt(reader);
    const isPacked = (run & 1) === 1;
    const length = (run >>> 1) * (isPacked ? 8 : 1);
    if (length > left + (isPacked ? FILLED_MAX : 0)) throw new SpoiledPage('a run is longer than it');
    reader.offset += isPacked ? (length / 8) * width : (width + 7) >> 3;
    left -= length;
  }
}

/** Node's own decompressors, except for Snappy, which the library brings. */
const COMPRESSORS: Compressors = {
  GZIP: (input, size) => gunzipSync(input, { maxOutputLength: Math.max(1, size) }),
  ZSTD: (input, size) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (input, size) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, size) }),
};
