import { expect, test } from 'vitest';
import { useFolder, useServer, vedette } from '../../run.ts';

useFolder();
useServer();

const verify = (...args: readonly string[]) => vedette('coverage', 'verify', ...args);

test.each([
  [['--from=yesterday'], '--from must be a day or a time in UTC, such as 2026-11-01'],
  [['--from=2026-11-01T12'], '--from must be a day or a time in UTC'],
  [['--from=2026-13-01'], 'not "2026-13-01"'],
  [['--from=2026-03-01', '--to=x2026-03-02'], '--to must be a day or a time in UTC'],
  [['--from=2026-03-02', '--to=2026-03-02'], '--to must be after --from.'],
  [['--from=2026-03-01', '--to=2026-04-01T00:00:01Z'], '--to must be within 31 days of --from.'],
  [['--from=2026-03-01', '--to=2026-03-02', '--account=1'], 'not an account id'],
  [['--from=2026-03-01', '--to=2026-03-02', '--region=nowhere'], 'nowhere'],
])('%j is told what is wrong with it', async (args, sentence) => {
  expect(await verify(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) });
});

test.each([[['--from=2026-03-01', '--to=2026-04-01']], [['--from=2026-03-01T12:00Z', '--to=2026-03-01T12:00:01Z']]])(
  '%j: where no trail is known that is said',
  async (args) => {
    expect(await verify(...args)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No trail with digests is known'),
    });
  },
);
