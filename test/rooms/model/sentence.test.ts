import { expect, test } from 'vitest';
import { Failure } from '#services/model/failure.ts';
import { reasonOf, sentenceOf } from '#services/model/sentence.ts';

const system = (code: string, rest: object = {}) =>
  Object.assign(new Error(`${code}: it says`), { code, syscall: 'open' }, rest);

test.each([
  [system('EACCES', { path: '/data' }), 'permission is denied', '/data: permission is denied.'],
  [
    system('ECONNREFUSED', { address: '127.0.0.1' }),
    'the connection was refused',
    '127.0.0.1: the connection was refused.',
  ],
  [
    system('EAI_AGAIN', { hostname: 'db.example' }),
    'host names cannot be looked up: is there a network connection?',
    'db.example: host names cannot be looked up: is there a network connection?',
  ],
  [system('ENOSPC'), 'the disk is full', 'the disk is full.'],
])('an error of the system is told in words', (error, reason, sentence) => {
  expect(reasonOf(error)).toBe(reason);
  expect(sentenceOf(error)).toBe(sentence);
});

test.each([
  [new Failure('unusable', 'The list is no list.', { cause: system('EACCES') }), 'The list is no list.'],
  [new Error('It says.', { cause: system('EACCES') }), 'It says.'],
  [system('EWHATEVER'), 'EWHATEVER: it says'],
  [system('constructor'), 'constructor: it says'],
  ['thrown', 'thrown'],
  [{ ...system('EACCES'), message: 'A copy of an error.' }, 'A copy of an error.'],
])('who says in words what is wrong is not translated, whatever caused it', (error, said) => {
  expect(reasonOf(error)).toBe(said);
  expect(sentenceOf(error)).toBe(said);
});

test.each([
  ['fetch', new TypeError('fetch failed', { cause: system('ECONNREFUSED', { address: '::1' }) })],
  ['several errors', new AggregateError([new Error('odd'), system('ECONNREFUSED', { address: '::1' })], '')],
  [
    'one in another',
    new TypeError('fetch failed', { cause: new AggregateError([system('ECONNREFUSED', { address: '::1' })], '') }),
  ],
])('of %s without words of its own, the cause that is known says what is the matter', (_, error) => {
  expect(sentenceOf(error)).toBe('::1: the connection was refused.');
});

test('where no cause is known, the first says what is the matter', () => {
  expect(reasonOf(new TypeError('fetch failed', { cause: new Error('bad port') }))).toBe('bad port');
  expect(reasonOf(new AggregateError([new Error('odd'), new Error('odder')], ''))).toBe('odd');
  expect(reasonOf(new TypeError('fetch failed'))).toBe('fetch failed');
  expect(reasonOf(new TypeError(''))).toBe('');
});
