import { expect, test } from 'vitest';
import { Remembered, RememberedText } from '#services/engine/remembered.ts';
import { ArrayDecoder } from './columns.ts';

interface Call {
  readonly id: string;
  readonly time: number;
  readonly accountId: string;
  readonly region: string;
  readonly who: string;
  readonly what: string;
}

const call = (who: string, what: string): Call => ({
  id: '1',
  time: 0,
  accountId: '111122223333',
  region: 'us-east-1',
  who,
  what,
});
const STORY = [call('alice', 'read'), call('bob', 'read'), call('alice', 'read'), call('alice', 'write')];
const ROWS = [0, 1, 2, 3];
const ANSWERS = ['alice read', 'bob read', 'alice read', 'alice write'];

test('each combination is asked once, from batch to batch, and anew when codes mean something else', () => {
  const asked: string[] = [];
  const remembered = new Remembered(['who', 'what'], (record) => {
    const { who, what } = record as Call;
    asked.push(`${who} ${what}`);
    return { said: `${who} ${what}` };
  });
  const said = (decoder: ArrayDecoder<Call>, records: readonly Call[], rows: readonly number[]) => {
    remembered.begin(decoder.batch(records));
    const numbers = [...remembered.numbersOf(rows)];
    const answers = rows.map((row, i) => remembered.answer(numbers[i] ?? 0, row).said);
    expect(rows.map((row) => remembered.of(row).said)).toEqual(answers);
    remembered.end();
    return answers;
  };
  const decoder = new ArrayDecoder<Call>(['who', 'what']);
  expect(said(decoder, STORY, ROWS)).toEqual(ANSWERS);
  expect(said(decoder, STORY.toReversed(), ROWS)).toEqual(ANSWERS.toReversed());
  expect(said(decoder, STORY, [3, 1])).toEqual(['alice write', 'bob read']);
  expect(asked).toEqual(['alice read', 'bob read', 'alice write']);

  // Another decoder gives the same codes to other values.
  const other = STORY.map(({ what }) => call('carol', what));
  expect(said(new ArrayDecoder<Call>(['who', 'what']), other, ROWS)).toEqual(other.map(({ what }) => `carol ${what}`));
  expect(asked.slice(3)).toEqual(['carol read', 'carol write']);
  expect(() => remembered.numbersOf(ROWS)).toThrow('before a batch has begun');
});

test('of one field texts are made once, and anew when codes mean something else', () => {
  const made: (string | undefined)[] = [];
  const texts = new RememberedText('who', (value) => {
    made.push(value);
    return value === 'bob' ? undefined : value?.toUpperCase();
  });
  const decoder = new ArrayDecoder<Call>(['who']);
  texts.begin(decoder.batch(STORY));
  expect(ROWS.toReversed().map((row) => texts.of(row))).toEqual(['ALICE', 'ALICE', '', 'ALICE']);
  texts.begin(decoder.batch([call('bob', 'read'), call('alice', 'read')]));
  expect([texts.of(0), texts.of(1)]).toEqual(['', 'ALICE']);
  expect(made).toEqual(['alice', 'bob']);
  texts.begin(new ArrayDecoder<Call>(['who']).batch([call('carol', 'read')]));
  expect(texts.of(0)).toBe('CAROL');
  texts.end();
  expect(() => texts.of(0)).toThrow('before a batch has begun');
});
