import { expect, test } from 'vitest';
import { useFolder, vedette } from '../run.ts';

useFolder();

test.each([
  [[], 'Nothing is configured: set enrolment in vedette.yaml (docs/enrolment.md).'],
  [['--account=12'], '"12" is not an account id'],
  [['--feature=vpc-flows'], '"vpc-flows" cannot be switched on: use cloudtrail, '],
  [['--feature=vpc-flows'], 'Did you mean vpc-flow?'],
])('org plan and apply with %j tell what is wrong', async (flags, sentence) => {
  for (const name of ['plan', 'apply'])
    expect(await vedette('org', name, ...flags)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(sentence),
    });
});
