import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder, vedette, vedetteOnScreen } from '../run.ts';

const folder = useFolder();

test('an organization is written to a new folder, and never over another', async () => {
  const out = join(folder.path, 'sim');
  const args = ['simulate', '--accounts=1', '--days=1', '--episodes=attacks', `--out=${out}`];
  const { code, stderr } = await vedetteOnScreen(80, ...args);
  expect(code).toBe(0);
  expect(stderr).toContain('Wrote 1 files');
  expect(stderr).toMatch(/Wrote [\d,]+ files, [\d,]+ kB, to \S+sim\. Expected findings: \S+sim\/expected\.json\.\n$/);
  const { accounts }: { accounts: unknown } = JSON.parse(readFileSync(join(out, 'organization.json'), 'utf8'));
  expect(accounts).toHaveLength(1);
  expect(await vedette(...args)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ is not empty\.\s.*Give a new folder with --out=DIR\./s),
  });
});

test('the first day is any that is asked for', async () => {
  const out = join(folder.path, 'since');
  const args = ['simulate', '--accounts=1', '--days=2', '--episodes=attacks', `--out=${out}`];
  expect(await vedette(...args, '--from=2027-02-28')).toMatchObject({ code: 0 });
  const days = readdirSync(out, { recursive: true, encoding: 'utf8' }).flatMap(
    (path) => /CloudTrail\/us-east-1\/(\d{4}\/\d\d\/\d\d)$/.exec(path)?.slice(1) ?? [],
  );
  expect(new Set(days)).toEqual(new Set(['2027/02/28', '2027/03/01', '2027/03/02']));
  expect(readFileSync(join(out, 'expected.json'), 'utf8')).not.toContain('2026-');
  for (const wrong of ['tomorrow', '2027-02-28T10:00:00Z'])
    expect(await vedette(...args, `--from=${wrong}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from'),
    });
});

test('days and accounts are whole numbers from one', async () => {
  const out = join(folder.path, 'none');
  for (const wrong of ['--days=0', '--accounts=1.5', '--accounts=-1', '--accounts=999999999'])
    expect(await vedette('simulate', wrong, `--out=${out}`)).toMatchObject({ code: 2 });
  expect(existsSync(out)).toBe(false);
});
