import { expect, test } from 'vitest';
import { aboutFunction, functionNameOf } from '#services/detectors/kits/lambda.ts';
import { recordOf } from './callers.ts';

test.each([
  ['resize', 'resize'],
  ['resize:live', 'resize'],
  ['arn:aws:lambda:us-east-1:111122223333:function:resize', 'resize'],
  ['arn:aws:lambda:us-east-1:111122223333:function:resize:live', 'resize'],
  ['function:resize', 'resize'],
  ['malfunction:resize', 'malfunction'],
  ['x:function:resize', 'resize'],
  ['my-function', 'my-function'],
  [':', ':'],
  [':resize', ':resize'],
  ['', '(not named)'],
  [7, '(not named)'],
  [undefined, '(not named)'],
])('%s names %s', (functionName, name) => {
  expect(functionNameOf({ functionName })).toBe(name);
});

test('what a call changed is the function, with its details where it is named', () => {
  const named = aboutFunction(recordOf({ requestParameters: { functionName: 'resize:live' } }));
  expect(named?.resource).toMatchObject({ id: 'resize', lambdaDetails: { functionName: 'resize' } });
  const nameless = aboutFunction(recordOf({ requestParameters: {} }));
  expect(nameless?.resource.id).toBe('(not named)');
  expect(nameless?.resource).not.toHaveProperty('lambdaDetails');
});
