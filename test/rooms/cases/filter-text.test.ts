import { expect, test } from 'vitest';
import { filterOfJson, filterOfText } from '#services/cases/filter-text.ts';
import { FINDING_FILTERS, takesSeveral } from '#services/model/finding-fields.ts';
import { filterJson, type FindingFilter } from '#services/model/finding-filter.ts';

const VALUES = {
  text: 'x',
  maybeText: 'x',
  texts: 'x',
  words: 'x',
  accountId: '111122223333',
  region: 'us-east-1',
  findingType: 'Recon:EC2/Portscan',
  number: 5,
  flag: true,
  status: 'NEW',
  feedback: 'USEFUL',
  moment: new Date('2026-11-22T19:00:00Z'),
};

test('what is written of a filter is read back as it was, whatever it asks', () => {
  for (const { name, holds, keeps } of FINDING_FILTERS) {
    const value = keeps === 'severities' ? 'Critical' : keeps === 'known' ? false : VALUES[holds];
    const filter: FindingFilter = {
      not: { and: [{ [name]: takesSeveral(keeps) ? [value] : value }] },
    };
    expect(filterOfText(JSON.stringify(filterJson(filter)))).toEqual(filter);
  }
});

test.each([
  ['{', '"{" is not JSON'],
  ['[]', 'The filter does not have the form of the API'],
  ['{"colour":1}', 'colour'],
  ['{"severities":["Bad"]}', 'severities.0: expected Low, Medium, High, Critical'],
  ['{"or":[{"types":["nothing"]}]}', 'or.0.types.0: expected a finding type'],
  ['{"text":"a\\u0000"}', 'NUL'],
  ['{"seenFrom":"2026-02-03T10:00:00"}', 'seenFrom'],
  [`{"or":[${Array(60).fill('{"archived":true}').join()}]}`, 'at most 100 conditions'],
  ['{"not":'.repeat(6) + '{}' + '}'.repeat(6), 'not.not.not.not.not'],
])('what is no filter is told in a sentence: %s', (text, sentence) =>
  expect(filterOfText(text)).toEqual(expect.stringContaining(sentence)),
);

test('a bomb of brackets is refused where it begins to be one', () => {
  const bomb = '{"not":'.repeat(5000) + '{}' + '}'.repeat(5000);
  expect(filterOfText(bomb)).toEqual(expect.stringContaining('not.not.not.not.not'));
  expect(filterOfJson(null)).toEqual(expect.any(String));
});
