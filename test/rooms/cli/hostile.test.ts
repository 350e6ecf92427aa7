import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '#services/cli/command-index.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { lines, useFolder, useServer, vedette } from './run.ts';

const folder = useFolder();
useServer();
const at = (...names: readonly string[]) => join(folder.path, ...names);

/** Everything that a terminal obeys or a reader cannot see, except line breaks, which are tested separately. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

/** Marked, so that a test can tell that it was shown at all. */
const HOSTILE = [
  'HOSTILE\u001B]0;title\u0007\u001B[2J',
  'HOSTILE\nforged line: all is well\r',
  'HOSTILE\u202Etxt.exe\u2066\u200B\u00AD',
  'HOSTILE\u009B31m\u0085\u2028\u2029',
  'HOSTILE\u{E0041}\u{E007F}\u{FE0F}\u{1D173}',
  `HOSTILE${'\u0301'.repeat(500)}`,
  `HOSTILE${'x'.repeat(100_000)}`,
];
/** The texts that a file system accepts as names. */
const NAMES = HOSTILE.slice(0, 6).map((text) => text.slice(0, 60).replaceAll('/', ''));

beforeAll(() => {
  mkdirSync(at('logs'));
  for (const [i, text] of HOSTILE.entries()) {
    const record = event({
      eventName: 'StopLogging',
      eventSource: 'cloudtrail.amazonaws.com',
      requestParameters: { name: text },
      userIdentity: {
        type: 'IAMUser',
        principalId: `AIDA${i}`,
        accessKeyId: `AKIA${i}`,
        userName: text,
        accountId: '111122223333',
      },
      userAgent: text,
    });
    writeFileSync(at('logs', `${i}.json`), JSON.stringify({ Records: [record] }));
  }
  for (const name of NAMES) {
    mkdirSync(at('logs', name));
    writeFileSync(at('logs', name, name), `neither log nor list ${name}`);
  }
  writeFileSync(at('list.txt'), HOSTILE.join('\n'));
});

/** Expects that the texts were shown, on lines that are not too long, and that no text made a line of its own. */
function expectInert({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }, longest = 8000) {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(ACTIVE);
    expect(text).not.toMatch(/^forged/m);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(longest);
  }
}

test.skipIf(process.platform === 'win32')('what scans, lists and shows of them only shows', async () => {
  const scanned = await vedette('scan', at('logs'), '--store', `--list=custom=${at('list.txt')}`);
  expectInert(scanned);
  expect(scanned.stdout).toContain('HOSTILE');
  expect(scanned.stderr).toContain('HOSTILE');
  for (const format of ['finding', 'guardduty', 'asff']) {
    const outcome = await vedette('scan', at('logs'), `--format=${format}`);
    expectInert(outcome, Infinity);
    // One finding says that logging was stopped, the other that this is unusual for the caller.
    expect(lines(outcome.stdout)).toHaveLength(2 * HOSTILE.length);
  }
  const listed = await vedette('findings', 'list');
  expectInert(listed);
  expect(listed.stdout).toContain('HOSTILE');
  const kept = lines((await vedette('findings', 'list', '--format=finding')).stdout);
  expect(kept).toHaveLength(2 * HOSTILE.length);
  for (const { id } of kept) expectInert(await vedette('findings', 'show', String(id)));
  expectInert(await vedette('scan', at('logs'), '--report=-', '--quiet'), Infinity);
});

test('whatever a command is called with, what it says of it only shows', async () => {
  const calls = COMMANDS.filter(({ name }) => !['demo', 'serve', 'doctor'].includes(name)).flatMap(({ name }) =>
    HOSTILE.flatMap((text) => [
      [...name.split(' '), text],
      [...name.split(' '), `--${text}`],
      [...name.split(' '), `--config=${text}`],
    ]),
  );
  const flags = HOSTILE.flatMap((text) => [
    [text],
    ['help', text],
    ['scan', at('list.txt'), `--list=custom=${text}`],
    ['scan', at('list.txt'), `--list=${text}`],
    ['scan', at('list.txt'), `--region=${text}`],
    ['scan', at('list.txt'), `--account=${text}`],
    ['scan', at('list.txt'), `--report=${at('none')}/${text}`],
    ['findings', 'list', `--type=${text}`],
    ['findings', 'list', `--since=${text}`],
    ['findings', 'list', `--url=http://127.0.0.1:1/${text}`],
    ['intel', 'sync', 'ip-ranges', `--url=${text}`],
    ['simulate', '--out=x', `--days=${text}`],
  ]);
  for (const argv of [...calls, ...flags]) expectInert(await vedette(...argv));
});
