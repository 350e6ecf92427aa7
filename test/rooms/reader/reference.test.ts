import { expect, test } from 'vitest';
import { allAt } from '#services/reader/reference.ts';

const RULE = { cidrs: [{ cidrIp: '0.0.0.0/0' }, { cidrIp: null }, { cidrIp: '10.0.0.0/8' }] };
const RECORD = {
  permissions: { items: [RULE, 'odd', { cidrs: { cidrIp: '192.0.2.0/24' } }, null] },
  names: ['a', 'b'],
};

test.each([
  ['names[]', ['a', 'b']],
  ['names', [['a', 'b']]],
  ['permissions.items[].cidrs[].cidrIp', ['0.0.0.0/0', '10.0.0.0/8', '192.0.2.0/24']],
  ['permissions.items[]', [RULE, 'odd', { cidrs: { cidrIp: '192.0.2.0/24' } }]],
  ['permissions[].items[].nothing[]', []],
  ['constructor[].name', []],
  ['names[].length', []],
])('%s leads to all that stands there, in order', (path, values) => {
  expect(allAt(RECORD, path.split('.'))).toEqual(values);
});
