import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainSetBuilder, parseDomain, type Domain } from '#services/intel/domain-set.ts';

function setOf(...texts: readonly string[]) {
  const builder = new DomainSetBuilder();
  for (const text of texts) builder.add(parseDomain(text) as Domain);
  return builder.build();
}

describe('domains', () => {
  test('a name stands for itself and everything below it', () => {
    const set = setOf('Bad.example', '*.worse.example', '.worst.example', '||ads.example^');
    expect(set.find('bad.example')).toBe('Bad.example');
    expect(set.find('A.B.BAD.EXAMPLE.')).toBe('Bad.example');
    expect(set.find('worse.example')).toBe('*.worse.example');
    expect(set.find('x.worst.example')).toBe('.worst.example');
    expect(set.find('ads.example')).toBe('||ads.example^');
    expect(set.find('notbad.example')).toBeUndefined();
    expect(set.find('example')).toBeUndefined();
    expect(set.find('')).toBeUndefined();
  });

  test('the nearest parent is the one that is named', () => {
    expect(setOf('bad.example', 'very.bad.example').find('is.very.bad.example')).toBe('very.bad.example');
  });

  test('a name in another script is found in its ASCII form', () => {
    expect(setOf('bücher.example').find('xn--bcher-kva.example')).toBe('bücher.example');
  });

  test.each([
    'localhost',
    'example',
    '192.0.2.300',
    '1.2.3',
    'a..example',
    '-a.example',
    'a b.example',
    '',
    '*',
    'x.1',
  ])('%j is no domain', (text) => expect(parseDomain(text)).toBeUndefined());

  test('any names answer as a comparison of suffixes does', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 4 })
      .map((labels) => labels.join('.'));
    fc.assert(
      fc.property(fc.array(name), name, (listed, asked) => {
        const expected = listed.some((each) => asked === each || asked.endsWith(`.${each}`));
        expect(setOf(...listed).find(asked) !== undefined).toBe(expected);
      }),
    );
  });
});
