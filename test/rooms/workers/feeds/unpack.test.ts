import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpacked } from '#services/workers/feeds/unpack.ts';

/** The first bytes of gzip and of zip, each followed by something else. */
const PLAIN = ['', '192.0.2.1\n', 'Provider', 'OK', '\u001F\u001F'];

test.each(PLAIN)('%j is a list as it stands, and in gzip', async (text) => {
  const bytes = Buffer.from(text);
  expect(Buffer.from(await unpacked(bytes))).toEqual(bytes);
  expect(Buffer.from(await unpacked(gzipSync(bytes)))).toEqual(bytes);
});
