import { expect, test } from 'vitest';
import { coverageOfTurn } from '#services/workers/turn/turn-coverage.ts';
import { logObject } from '../../db/turns.ts';

test('a turn covers the places whose objects it took, and says nothing of objects that are nobody’s', () => {
  const facts = coverageOfTurn([
    logObject(1),
    logObject(2, { bucket: '' }),
    logObject(3, { accountId: undefined }),
    logObject(4, { source: undefined }),
  ]);
  expect(facts.map(({ state, reason, detail }) => [state, reason, detail])).toEqual([
    ['covered', 'reading', 'Read from logs.'],
    ['covered', 'reading', 'Read from files.'],
  ]);
  expect(facts[0]).toMatchObject({
    about: 'detection',
    accountId: '111122223333',
    region: 'us-east-1',
    source: 'cloudtrail',
  });
});
