import { expect, test } from 'vitest';
import { useFolder, useServer, vedette } from '../run.ts';

useFolder();
useServer();

test('the tables are made, and made once', async () => {
  for (let time = 0; time < 2; time++)
    expect(await vedette('migrate')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^\S.* is up to date\.\n$/),
    });
});
