import { expect, test } from 'vitest';
import { databaseName } from '#db/database-name.ts';

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
