import process from 'node:process';
import { beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { lines, useFolder, useServer, vedette } from '../../run.ts';

useFolder();
useServer();

/** Changes the database without an entry in the audit log. */
async function alter(statement: string): Promise<void> {
  const { db, close } = await openDatabase(process.env['DATABASE_URL'] || '');
  await db.execute(statement);
  await close();
}

beforeAll(async () => {
  const { db, close } = await openDatabase(process.env['DATABASE_URL'] || '');
  for (const subject of ['one', 'two', 'three'])
    await db.transaction((tx) => appendAudit(tx, [{ who: 'alice', what: 'rule.created', subject }], new Date()));
  await close();
});

const audit = (...args: readonly string[]) => vedette('audit', ...args);

test('what was done is listed, the latest first, as many as are asked for', async () => {
  const { code, stdout } = await audit('list');
  expect(code).toBe(0);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/^place +at +who +from +what +subject$/);
  expect(rows.map((row) => row.split(/ +/)[0])).toEqual(['3', '2', '1']);
  expect((await audit('list', '--limit=1')).stdout).toMatch(/^place.*\n3 .*\n$/);
});

test('lines of JSON are whole, and those of one subject can be asked for', async () => {
  const all = lines((await audit('list', '--json')).stdout);
  expect(all.map(({ place }) => place)).toEqual([3, 2, 1]);
  expect(all.every(({ hash }) => /^[0-9a-f]{64}$/.test(String(hash)))).toBe(true);
  const ofIt = await audit('list', '--json', '--subject=two');
  expect([lines(ofIt.stdout).map(({ place }) => place), ofIt.stderr]).toEqual([[2], '']);
  expect((await audit('list', '--subject=nobody')).stderr).toContain('has nothing about nobody');
});

test('a log that is whole says its end, which holds later, and no other end does', async () => {
  const whole = await audit('verify');
  expect(whole).toMatchObject({ code: 0, stderr: 'The audit log is intact: 3 rows.\n' });
  expect(whole.stdout).toMatch(/^3:[0-9a-f]{64}\n$/);
  const end = whole.stdout.trim();
  expect(await audit('verify', `--known=${end}`)).toMatchObject({ code: 0 });
  expect(await audit('verify', `--known=3:${'0'.repeat(64)}`)).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('The audit log was altered. Row 3 is another than the one that was written down.'),
  });
  expect(await audit('verify', `--known=${end}`, `--known=4:${'0'.repeat(64)}`)).toMatchObject({ code: 3 });
});

test.each([
  [['list', '--limit=0'], '--limit must be a whole number from 1, not "0".'],
  [['list', '--limit=1.5'], '--limit must be a whole number from 1'],
  [['verify', '--known=1'], '--known: "1" is not an end of the log: write it as verify printed it, PLACE:HASH.'],
  [['verify', `--known=x1:${'0'.repeat(64)}`], 'is not an end of the log'],
  [['verify', `--known=1:${'0'.repeat(65)}`], 'is not an end of the log'],
])('%j is told what is wrong with it', async (args, sentence) => {
  expect(await audit(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
});

test('a row that was altered is named', async () => {
  await alter(`alter table audit disable trigger all`);
  await alter(`update audit set entry = entry || '{"who":"nobody"}' where place = 2`);
  expect(await audit('verify')).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('The audit log was altered. Row 2 was altered'),
  });
});
