import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';

/** Lists never compress a thousandfold: an archive that expands beyond this was made to do harm. */
const BYTES_MAX = 256 * 2 ** 20;
const NEWLINE = 10;

/** The list in a zip archive (its first file) or in gzip; other bytes unchanged. @throws when the archive is damaged */
export async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: BYTES_MAX });
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return bytes;
  const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (entry.uncompressedSize > BYTES_MAX) throw new Error(`its file has more than ${BYTES_MAX / 2 ** 20} MB`);
      return await buffer(await zip.openReadStreamPromise(entry));
    }
    throw new Error('the archive is empty');
  } finally {
    zip.close();
  }
}

/** The first rows; all bytes when `rows` is undefined. */
export function topOf(bytes: Uint8Array, rows: number | undefined): Uint8Array {
  let end = 0;
  for (let row = 0; row < (rows ?? 0); row++) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) return bytes;
    end = newline + 1;
  }
  return rows === undefined ? bytes : bytes.subarray(0, end);
}
