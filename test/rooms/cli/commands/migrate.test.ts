import { expect, inject, test, vi } from 'vitest';
import { createBareDatabase } from '../../../databases.ts';
import { useFolder, vedette } from '../run.ts';

useFolder();

test('the tables are made, and made once', async () => {
  if (inject('postgresUrl') !== undefined) vi.stubEnv('DATABASE_URL', await createBareDatabase());
  for (let time = 0; time < 2; time++)
    expect(await vedette('migrate')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^\S.* is up to date\.\n$/),
    });
  vi.unstubAllEnvs();
});
