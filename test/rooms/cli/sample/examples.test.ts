import { expect, test } from 'vitest';
import { openExamples } from '#services/cli/sample/examples.ts';
import persistence from '#services/detectors/persistence/iam-user-anomalous-behavior.ts';

test('a story about unusual days is judged as where nothing was learned, however often it is told', async () => {
  const { trial } = openExamples([persistence]);
  const [story = ''] = Object.keys(persistence.examples.fires);
  const first = await trial(persistence, story, {});
  expect(first).toMatchObject({
    found: [{ description: expect.stringContaining('nothing is known about the identity yet') }],
  });
  expect(await trial(persistence, story, {})).toEqual(first);
});
