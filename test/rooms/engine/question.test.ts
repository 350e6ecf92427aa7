import { expect, test } from 'vitest';
import { intelViews } from '#services/engine/intel-views.ts';
import { ask, askedOf, REGIONS, RECORDS } from '#services/engine/question.ts';
import { NO_OVERRIDES, variantsOf } from '#services/engine/settings.ts';
import { hours } from '#services/model/time.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { detector, EVERYBODY, lists, source } from './knocks.ts';

function asked(clauses: Parameters<typeof detector>[0] = {}, homeRegion?: string) {
  const question = detector(clauses);
  const variants = variantsOf(question, NO_OVERRIDES, EVERYBODY);
  return ask(
    question,
    source,
    { organization: EVERYBODY },
    intelViews(lists(), EVERYBODY),
    variants,
    tallyBuilder,
    homeRegion,
  );
}

test.each([
  [true, 'of severity Medium', { severity: 'Medium' }],
  [false, 'of severity Low', { severity: 'Low' }],
  [false, 'that counts', { severity: 'Medium', having: () => true }],
  [true, 'of a severity that varies', { severity: { when: { High: 'always' }, of: () => 'High' } }],
] as const)('one record alone is told of, %s: by a detector %s', (expected, _, clauses) => {
  expect(asked(clauses).map(({ tellsAlone }) => tellsAlone)).toEqual([expected]);
});

test('a question with overlapping windows is asked twice, half a window apart, and counts each record once', () => {
  const questions = asked({ overlapping: true, within: hours(4) });
  expect(questions.map(({ offset, within }) => [offset, within])).toEqual([
    [0, hours(4)],
    [hours(2), hours(4)],
  ]);
  expect(questions[0]?.tallies.map(({ name }) => name)).toEqual([RECORDS]);
});

test('a finding across Regions is in one of them, and names them all', () => {
  const [near] = asked({});
  expect([near?.homeOf('eu-west-1'), near?.tallies]).toEqual(['eu-west-1', []]);
  const [wide] = asked({ acrossRegions: true }, 'eu-central-1');
  expect(['eu-west-1', 'cn-north-1'].map((region) => wide?.homeOf(region))).toEqual(['eu-central-1', 'cn-north-1']);
  expect(wide?.tallies.map(({ name }) => name)).toEqual([REGIONS]);
});

test('a tally is not named as one that the engine adds', () => {
  const named: Parameters<typeof detector>[0] = { tally: (t) => ({ regions: t.count() }) };
  expect(asked(named)[0]?.tallies.map(({ name }) => name)).toEqual([REGIONS]);
  expect(() => asked({ ...named, acrossRegions: true })).toThrow('names a tally "regions", as the engine does');
});

test('where nothing differs by account, all accounts have the one question', () => {
  const [question] = asked();
  expect(question?.variantOf).toBeUndefined();
  expect(question && askedOf(question, '111122223333')).toBe(question);
});
