import { expect, test } from 'vitest';
import { Minds, type Mind } from '#services/workers/thinking/minds.ts';
import { openDetection } from '#services/detection.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { NO_INTEL } from '../../../replay/detectors.ts';

test('who began keeps what he began with, and the last to go puts it away', async () => {
  const detection = await openDetection({ detectors: [], intel: NO_INTEL });
  const ended: string[] = [];
  const mindOf = (name: string): Mind => ({
    detection,
    thinkers: { ...thinkHere(detection), [Symbol.asyncDispose]: async () => void ended.push(name) },
  });
  const [first, second, third] = [mindOf('first'), mindOf('second'), mindOf('third')];
  const minds = new Minds(first);
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const seen: Mind[] = [];
  const turns = gates.map(({ promise }) =>
    minds.use(async (mind) => {
      await promise;
      seen.push(mind);
    }),
  );
  await minds.replace(second);
  await minds.use(async (mind) => expect(mind).toBe(second));
  gates[0]?.resolve();
  await turns[0];
  expect(ended).toEqual([]);
  gates[1]?.resolve();
  await turns[1];
  expect(seen).toEqual([first, first]);
  expect(ended).toEqual(['first']);
  // Nobody uses this one, so it ends at once.
  await minds.replace(third);
  expect(ended).toEqual(['first', 'second']);
  await expect(minds.use(() => Promise.reject(new Error('a turn that fails')))).rejects.toThrow('a turn');
  await minds[Symbol.asyncDispose]();
  expect(ended).toEqual(['first', 'second', 'third']);
});
