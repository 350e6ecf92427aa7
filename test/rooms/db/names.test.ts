import { expect, test } from 'vitest';
import { databaseError } from '#db/database-error.ts';
import { databaseName } from '#db/database-name.ts';
import { openDatabase } from '#db/client.ts';
import { toJson } from '#db/json.ts';
import { Failure } from '#services/model/failure.ts';

test.each([
  ['postgres://somebody:secret@db.example:5433/vedette', 'PostgreSQL at db.example:5433/vedette'],
  ['postgresql://db.example/vedette', 'PostgreSQL at db.example/vedette'],
  ['postgres://somebody:se cret@:/', 'The database of DATABASE_URL'],
  ['pglite:build/data', 'The embedded database in build/data'],
  ['pglite://build/data', 'The embedded database in build/data'],
  ['build/data', 'The embedded database in build/data'],
])('%s is named without its password', (url, name) => {
  expect(databaseName(url)).toBe(name);
});

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
  const told = databaseError('PostgreSQL at db.example', error);
  expect(told).toMatchObject({ name: 'Failure', kind });
  expect(told.message.startsWith('PostgreSQL at db.example cannot be used: ')).toBe(true);
  expect(told.message.endsWith(end)).toBe(true);
  expect(told.cause).toBe(error);
});

test('an error that is nobody’s mistake stays what it is', () => {
  const error = new Error('A fault.', { cause: coded('XX000') });
  expect(databaseError('any', error)).toBe(error);
  expect(databaseError('any', 'words')).toEqual(new Error('words'));
  const said = new Failure('disk-full', 'No room.', { cause: coded('ENOSPC') });
  expect(databaseError('any', said)).toBe(said);
});

test('both spellings of a server’s address mean a server', async () => {
  for (const scheme of ['postgres', 'postgresql'])
    await expect(openDatabase(`${scheme}://nobody@localhost:1/nothing`)).rejects.toThrow('PostgreSQL at localhost:1');
});

test('JSON that PostgreSQL takes is not touched, and of other text only what it refuses', () => {
  const plain = { text: 'ä\\u00e9 \\d800', list: [1, null, { a: true }], at: new Date(0) };
  expect(toJson(plain)).toBe(JSON.stringify(plain));
  const hostile = { 'k\0': ['a\0', '\uD800', { deep: 'x\uDFFF' }], kept: [1, null, true, 'y'] };
  expect(JSON.parse(toJson(hostile))).toEqual({
    'k\uFFFD': ['a\uFFFD', '\uFFFD', { deep: 'x\uFFFD' }],
    kept: [1, null, true, 'y'],
  });
});
