import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useFolder, vedette } from '../../run.ts';

const folder = useFolder();

test('config check says what is right, and ends with 2 and all mistakes when something is not', async () => {
  const example = fileURLToPath(new URL('../../../../../infra/vedette.example.yaml', import.meta.url));
  expect(await vedette('config', 'check', example)).toMatchObject({
    code: 0,
    stderr: `${example} is valid: it configures 1 detector and 1 sink, and names 0 lists.\n`,
  });
  expect(await vedette('config', 'check')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'There is no file; the environment is valid.\n',
  });
  writeFileSync(join(folder.path, 'vedette.yaml'), 'prot: 1\nretentionDays: -1\n');
  const wrong = `--config=${join(folder.path, 'vedette.yaml')}`;
  const { code, stderr } = await vedette('config', 'check', wrong);
  expect(code).toBe(2);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/vedette\.yaml:1:1: "prot" is no setting: did you mean "port"\?$/),
    expect.stringMatching(/vedette\.yaml:2:16: retentionDays must be at least 1, not -1\.$/),
    '',
  ]);
  expect(await vedette('findings', 'list', wrong)).toMatchObject({ code: 2, stderr });
});
