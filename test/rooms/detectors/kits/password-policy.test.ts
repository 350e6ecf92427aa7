import { expect, test } from 'vitest';
import { weaknesses } from '#services/detectors/kits/password-policy.ts';

const STRONG = {
  minimumPasswordLength: 14,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercaseCharacters: true,
  requireLowercaseCharacters: true,
  maxPasswordAge: 90,
};

function said(parameters: object) {
  const requestParameters = { ...STRONG, ...parameters };
  return weaknesses({ eventName: 'UpdateAccountPasswordPolicy', requestParameters }).map(
    ({ words, weight }) => `${weight}: ${words}`,
  );
}

test.each([
  [{}, []],
  [{ minimumPasswordLength: 8 }, []],
  [{ minimumPasswordLength: 7 }, ['2: passwords of 7 characters are accepted']],
  [{ minimumPasswordLength: '7' }, ['2: passwords of 7 characters are accepted']],
  [{ minimumPasswordLength: undefined }, ['2: passwords of 6 characters are accepted']],
  [{ minimumPasswordLength: '' }, []],
  [{ minimumPasswordLength: false }, []],
  [{ maxPasswordAge: 365 }, []],
  [{ maxPasswordAge: 366 }, ['1: passwords are valid for 366 days']],
  [{ maxPasswordAge: [366] }, []],
  [{ requireSymbols: false }, ['1: symbols are not required']],
  [{ requireSymbols: false, minimumPasswordLength: 13 }, ['1: symbols are not required']],
  [{ requireSymbols: false, requireNumbers: 'false' }, ['1: symbols, digits are not required']],
  [
    { requireSymbols: false, requireNumbers: false, minimumPasswordLength: 13 },
    ['2: symbols, digits are not required'],
  ],
  [
    { requireUppercaseCharacters: false, requireLowercaseCharacters: false, minimumPasswordLength: 'long' },
    ['2: uppercase letters, lowercase letters are not required'],
  ],
])('%j', (parameters, words) => {
  expect(said(parameters)).toEqual(words);
});

test('a policy that is deleted is as weak as can be', () => {
  expect(weaknesses({ eventName: 'DeleteAccountPasswordPolicy', requestParameters: STRONG })).toEqual([
    { words: 'the policy was deleted, so the default of AWS applies', weight: 2 },
  ]);
});
