import { expect, test } from 'vitest';
import { readConfig } from '#services/config.ts';

test('nothing set: the embedded database below the data folder, on loopback', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: 'pglite:.data/database',
    host: '127.0.0.1',
    port: 4000,
    apiToken: undefined,
  });
});

test('what is empty counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('what is set is taken', () => {
  expect(
    readConfig({ DATABASE_URL: 'postgres://db.example/vedette', PORT: '8080', VEDETTE_TURN_OBJECTS: '12' }),
  ).toMatchObject({ databaseUrl: 'postgres://db.example/vedette', port: 8080, objectsPerTurn: 12 });
});

test('each variable that cannot be used is named, with why', () => {
  const wrong = { PORT: 'eighty', DATABASE_URL: 'mysql://db.example', LOG_LEVEL: 'loud' };
  expect(() => readConfig(wrong)).toThrow(/DATABASE_URL: must begin with postgres:.*PORT: .*LOG_LEVEL: /);
});
