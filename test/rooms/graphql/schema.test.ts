import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, isSpecifiedScalarType, isScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '#graphql/schema.ts';

const read = (name: string) => readFileSync(new URL(`../../../graphql/${name}`, import.meta.url), 'utf8');

/** What breaks queries that were written for a schema, a sentence each. */
const broken = (released: string) =>
  findBreakingChanges(buildSchema(released), buildSchema(read('schema.graphql'))).map(({ description }) => description);

test('nothing of the released schema is broken that its changelog does not name', () => {
  const changelog = read('CHANGELOG.md');
  expect(broken(read('released.graphql')).filter((change) => !changelog.includes(change))).toEqual([]);
});

test.each([
  ['type Query {', 'type Query {\n  gone: Int', 'Field Query.gone was removed.'],
  ['totalCount: Int!', 'totalCount: Int!\n  was: String', 'Field QueryFindingsConnection.was was removed.'],
  ['enum SortDirection {', 'enum SortDirection {\n  SIDEWAYS', 'Enum value SortDirection.SIDEWAYS was removed.'],
])('a change that breaks something is noticed: %s', (text, before, change) => {
  expect(broken(read('schema.graphql').replace(text, before))).toEqual([change]);
});

test('a scalar says where it is specified', () => {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(own.length).toBeGreaterThan(3);
  for (const type of own) expect(type).toMatchObject({ specifiedByURL: expect.stringMatching(/^https:\/\//) });
});
