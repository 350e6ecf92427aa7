import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Reader } from '#services/reader/reader.ts';
import { readerModule } from './module.ts';

/** Bytes that are checked for UTF-8 at once. */
const PIECE = 2 ** 17;
const BEFORE = '{"Records":[{"eventName":"';
const LAST = 'é€😀';

test('characters of several bytes are read right wherever a piece that is checked at once ends', () => {
  const reader = new Reader(readerModule());
  for (let shift = 0; shift < Buffer.byteLength(LAST); shift++) {
    const name = `${'x'.repeat(PIECE - BEFORE.length - shift)}${LAST}`;
    const valid = Buffer.from(`${BEFORE}${name}"}]}`);
    const broken = Buffer.from(valid);
    broken[PIECE] = 0xff;
    expect(nameIn(reader, valid)).toBe(name);
    expect(nameIn(reader, broken)).toBe(broken.toString('utf8', BEFORE.length, broken.length - '"}]}'.length));
  }
});

function nameIn(reader: Reader, text: Buffer): string | undefined {
  reader.open(gzipSync(text));
  const table = reader.records([{ name: 'eventName', path: ['eventName'], kind: 'id' }]);
  return table?.dictionary('eventName').text(table.ids('eventName')[0] ?? 0);
}
