import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { databaseError, isTimeout, withoutStatement } from '#db/database-error.ts';
import { Failure } from '#services/model/failure.ts';

const coded = (code: string, cause?: unknown) => Object.assign(new Error('Failed.', { cause }), { code });

test.each([
  ['at once', coded('28P01'), 'access-denied', 'it does not know this user with this password.'],
  ['as the cause of another', new Error('Query failed.', { cause: coded('3D000') }), 'missing', 'create it.'],
  [
    'among several tries',
    new AggregateError([coded('ECONNREFUSED'), coded('ENOTFOUND')]),
    'unavailable',
    'is PostgreSQL running?',
  ],
  ['by the driver’s timeout', new Error('timeout expired'), 'unavailable', 'it does not answer.'],
])('a database that cannot be used is told of in a sentence, said %s', (_, error, kind, end) => {
  const told = databaseError('postgres://db.example/vedette', error);
  expect(told).toMatchObject({ name: 'Failure', kind });
  expect(told.message.startsWith('PostgreSQL at db.example/vedette cannot be used: ')).toBe(true);
  expect(told.message.endsWith(end)).toBe(true);
  expect(told.cause).toBe(error);
});

test('what files refuse an embedded database is told of as of files', () => {
  expect(databaseError('pglite:data', coded('ENOENT')).message).toBe(
    'The embedded database in data cannot be used: it does not exist.',
  );
});

test('an error that is nobody’s mistake stays what it is', () => {
  const error = new Error('A fault.', { cause: coded('XX000') });
  expect(databaseError('any', error)).toBe(error);
  expect(databaseError('any', 'words')).toEqual(new Error('words'));
  const said = new Failure('disk-full', 'No room.', { cause: coded('ENOSPC') });
  expect(databaseError('any', said)).toBe(said);
});

test('a statement that took too long is told from others, wherever it was caught', () => {
  expect(isTimeout(new Error('Query failed.', { cause: coded('57014') }))).toBe(true);
  expect(isTimeout(coded('57P01'))).toBe(false);
  expect(isTimeout('57014')).toBe(false);
});

test('an error is told without the statement and its parameters', () => {
  const cause = coded('23505');
  const query = new DrizzleQueryError('select secret', ['hunter2'], cause);
  expect(withoutStatement(query)).toBe(cause);
  expect(withoutStatement(new Error('Not sent.', { cause: query }))).toBe(cause);
  expect(withoutStatement(cause)).toBe(cause);
  expect(withoutStatement(new DrizzleQueryError('select secret', []))).toEqual(
    new Error('A query failed, and nothing says why.'),
  );
});
