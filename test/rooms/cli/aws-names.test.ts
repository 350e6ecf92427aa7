import { expect, test } from 'vitest';
import { accountId, regionName } from '#services/cli/aws-names.ts';
import { UsageError } from '#services/cli/usage-error.ts';

test('an account id has twelve digits, no more and nothing else', () => {
  expect(accountId('012345678901')).toBe('012345678901');
  for (const wrong of ['01234567890', '0123456789012', 'x12345678901', '01234567890x', ''])
    expect(() => accountId(wrong)).toThrow(UsageError);
});

test.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-12', 'mx-central-1'])('%s can be a Region', (name) => {
  expect(regionName(name)).toBe(name);
});

test.each([
  ['eu-wset-1', 'Did you mean eu-west-1?'],
  ['us-gov-wet-1', 'Did you mean us-gov-west-1?'],
  ['eu-west', undefined],
  ['eu-west-100', undefined],
  ['e-west-1', undefined],
  ['xeuro-west-1', undefined],
])('%s is no Region', (name, hint) => {
  expect(() => regionName(name)).toThrow(
    expect.objectContaining({ message: `"${name}" is not a Region such as eu-west-1.`, hint }),
  );
});
