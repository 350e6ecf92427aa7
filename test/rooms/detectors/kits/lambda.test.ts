import { expect, test } from 'vitest';
import { functionNameOf } from '#services/detectors/kits/lambda.ts';

test.each([
  ['resize', 'resize'],
  ['resize:live', 'resize'],
  ['arn:aws:lambda:us-east-1:111122223333:function:resize', 'resize'],
  ['arn:aws:lambda:us-east-1:111122223333:function:resize:live', 'resize'],
  ['function:resize', 'resize'],
  ['malfunction:resize', 'malfunction'],
  [':', ':'],
  ['', '(not named)'],
  [7, '(not named)'],
  [undefined, '(not named)'],
])('%s names %s', (functionName, name) => {
  expect(functionNameOf({ functionName })).toBe(name);
});
