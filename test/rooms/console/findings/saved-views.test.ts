import { expect, test } from 'vitest';
import { viewsIn } from '../../../../console/findings/saved-views.ts';

test('what a browser kept is taken as far as it makes sense', () => {
  expect(viewsIn('{"High":"severity=high","odd":3}')).toEqual({ High: 'severity=high' });
  for (const text of [null, '', '[]', 'null', '"x"', '{']) expect(viewsIn(text)).toEqual({});
});
