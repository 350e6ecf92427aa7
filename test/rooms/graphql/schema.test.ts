import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, isInterfaceType, isSpecifiedScalarType, isScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { describedParts, type Described } from '#graphql/descriptions.ts';
import { OWN } from '#graphql/descriptions/own.ts';
import { SHARED } from '#graphql/descriptions/shared.ts';
import { schema } from '#graphql/schema.ts';

const read = (name: string) => readFileSync(new URL(`../../../graphql/${name}`, import.meta.url), 'utf8');

/** Changes that break queries written for an earlier schema, one sentence each. */
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

test('everything in the schema says what it means', () => {
  const silent = [...describedParts(schema)].filter(({ of }) => !of.description?.trim()).map(({ name }) => name);
  expect(silent).toEqual([]);
});

test('what is said in one place for many is said of something that there is', () => {
  const parts = [...describedParts(schema)];
  const said = (text: string, name: (part: Described) => string | undefined, key: string) =>
    parts.some((part) => name(part) === key && part.of.description === text);
  const idle = [
    ...Object.entries(OWN).filter(([key, text]) => !said(text, ({ name }) => name, key)),
    ...Object.entries(SHARED).filter(([key, text]) => !said(text, ({ shared }) => shared, key)),
  ];
  expect(idle.map(([key]) => key)).toEqual([]);
});

test('a scalar says where it is specified', () => {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(own.length).toBeGreaterThan(3);
  for (const type of own) expect(type).toMatchObject({ specifiedByURL: expect.stringMatching(/^https:\/\//) });
});

test('the id of a node is at hand: a page of fifty waits for no promise of it', () => {
  const node = schema.getType('Node');
  const types = isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
  const resolved = types.map((type) => [
    type.name,
    Reflect.apply(type.getFields()['id']?.resolve ?? String, undefined, [{ id: '111122223333' }, {}, {}, {}]),
  ]);
  expect(Object.fromEntries(resolved)).toEqual({ Account: 'account:111122223333', Finding: '111122223333' });
});
