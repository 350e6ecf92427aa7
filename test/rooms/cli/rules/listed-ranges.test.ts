import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withListedRanges } from '#services/cli/rules/listed-ranges.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-ranges-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listed(content: string | Uint8Array): Promise<readonly string[]> {
  const file = join(folder, 'list');
  await writeFile(file, content);
  return withListedRanges(['type=Recon:EC2/Portscan', `remoteAddress in @${file}`]);
}

const EXPECTED = [
  'type=Recon:EC2/Portscan',
  'remoteAddress in 203.0.113.7',
  'remoteAddress in 198.51.100.0/24',
  'remoteAddress in 2001:db8::/32',
];

test.each([
  ['text', '# offices\n203.0.113.7\n198.51.100.0/24\n2001:db8::/32\n'],
  ['gzip', gzipSync('203.0.113.7\n198.51.100.0/24\n2001:db8::/32\n')],
])('the addresses of a list in %s take the place of its name', async (_, content) => {
  expect(await listed(content)).toEqual(EXPECTED);
});

test.each([
  ['203.0.113.7\n203.0.113.700\n', 'is not an entry'],
  ['203.0.113.7\nwww.example.com\n', 'has domains'],
  ['# nothing\n', 'has no entries'],
])('%j is not taken in part', async (content, said) => {
  await expect(listed(content)).rejects.toThrow(said);
});

test('a file that is not there is told of, and what names none stays', async () => {
  await expect(withListedRanges([`remoteAddress in @${folder}/none`])).rejects.toThrow('cannot be read');
  expect(await withListedRanges(['remoteAddress in 10.0.0.0/8', 'type=@list'])).toEqual([
    'remoteAddress in 10.0.0.0/8',
    'type=@list',
  ]);
});
