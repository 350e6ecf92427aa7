import { expect, test } from 'vitest';
import { isLater } from '#services/engine/exemplar.ts';

const OBJECTS = ['s3://logs/a', 's3://logs/b', 'sqs://111122223333/a'];
const at = (time: number, object: number, position = 0) => ({ time, object, position });

test.each([
  ['time goes before everything', at(2, 0), at(1, 2), true],
  ['of one time the later object', at(1, 1), at(1, 0, 9), true],
  ['of one object the later position', at(1, 0, 1), at(1, 0, 0), true],
  ['what was delivered goes before what was heard', at(1, 0), at(1, 2, 9), true],
  ['but for its time', at(1, 0), at(2, 2), false],
])('%s', (_, a, b, later) => {
  expect([isLater(a, b, OBJECTS), isLater(b, a, OBJECTS)]).toEqual([later, !later]);
});

test('the first is later than none', () => {
  expect(isLater(at(1, 2), undefined, OBJECTS)).toBe(true);
});
