import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Reader } from '#services/reader/reader.ts';
import { readerModule } from './module.ts';
import { FLOW_V2 } from './plans.ts';

const module = readerModule();

test('a flow log of a busy VPC, of more text than is usual, is read to its last record', () => {
  const reader = new Reader(module);
  const block = Array.from({ length: 10_000 }, (_, n) => flowLine(n % 250)).join('\n');
  const blocks = 110;
  const text = Buffer.from(`${block}\n`.repeat(blocks));
  expect(text.length).toBeGreaterThan(75 << 20);
  expect(reader.open(gzipSync(text, { level: 1 }))).toEqual({ size: text.length, troubles: [] });
  let rows = 0;
  let last = 0;
  for (const table of reader.flow(FLOW_V2)) {
    expect(table.troubles).toEqual([]);
    rows += table.rows;
    last = table.position(table.rows - 1);
  }
  expect([rows, last]).toEqual([10_000 * blocks, 10_000 * blocks]);
});

test('a text so large that there is no room for what its invalid bytes become is refused with one trouble', () => {
  const reader = new Reader(module);
  const lines = Buffer.alloc(400 << 20, `${flowLine(1)}\n`);
  lines[lines.length - 5] = 0xff;
  expect(reader.open(lines)).toMatchObject({ size: 0, troubles: [{ kind: 'unreadable-object' }] });
  lines[lines.length - 5] = 0x20;
  expect(reader.open(lines)).toEqual({ size: lines.length, troubles: [] });
});

function flowLine(port: number): string {
  return `2 111122223333 eni-0a 192.0.2.${port} 10.0.0.5 ${port} 443 6 1 40 1795338000 1795338060 ACCEPT OK`;
}
