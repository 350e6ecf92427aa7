import { globSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '#graphql/schema.ts';

/** TypeScript checks the fields of a query, but not every rule of GraphQL. */
test('the API takes every question that the console asks', () => {
  const texts = globSync('console/**/*.{ts,tsx}').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bgraphql\(\s*`([^`]+)`/g)].map(([, text = '']) => text),
  );
  expect(texts.length).toBeGreaterThan(8);
  const errors = validate(schema, parse(texts.join('\n')));
  expect(errors.map(({ message }) => message)).toEqual([]);
});
