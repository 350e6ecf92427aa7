import { getNamedType, isAbstractType, isObjectType, type GraphQLOutputType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { schema } from '#graphql/schema.ts';
import { FINDINGS } from '../../formats/findings.ts';
import { openApi } from './open-api.ts';

// A page reads outlines if its fields declare that these are enough. Here they must be.

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(FINDINGS);
});
afterAll(() => api.close());

/** Fields that are not stored in a finding, or need arguments. */
const LEFT_OUT = ['keptRecords', 'records', 'document'];

const FIELDS = fieldsOf('Finding')
  .filter(({ name }) => !LEFT_OUT.includes(name))
  .flatMap(({ name, type }) => {
    const named = getNamedType(type);
    if (!isObjectType(named)) return [name];
    const inner = fieldsOf(named.name).map((one) => `${name} { ${one.name} ${selection(one.type)} }`);
    return ['service', 'resource', 'resources'].includes(name) ? inner : [`${name} ${selection(type)}`];
  });

const NODE = z.record(z.string(), z.unknown());
const ANSWER = z.object({
  nodes: z.object({ nodes: z.array(NODE) }),
  edges: z.object({ edges: z.array(z.object({ node: NODE })) }),
  whole: z.object({ nodes: z.array(NODE) }),
});

test.each(FIELDS)('%s reads what it needs', async (field) => {
  const whole = 'document(format: FINDING)';
  const { data, errors } = await api.ask(`{
    nodes: findings(first: 20) { nodes { ${field} } }
    edges: findings(first: 20) { edges { node { ... on Node { ...F } } } }
    whole: findings(first: 20) { nodes { ${field} ${whole} } }
  } fragment F on Finding { ${field} }`);
  expect(errors).toBeUndefined();
  const { nodes, edges, whole: all } = ANSWER.parse(data);
  const expected = all.nodes.map(({ document: _document, ...rest }) => rest);
  expect(expected.length).toBe(FINDINGS.length);
  expect(nodes.nodes).toEqual(expected);
  expect(edges.edges.map(({ node }) => node)).toEqual(expected);
});

test('a page of a hundred with everything that is in a finding is no bomb', async () => {
  // Fields that take a query for each finding.
  const beside = [...LEFT_OUT, 'comments', 'history', 'judgedWith'];
  const all = selected('Finding', []).flatMap(({ name, asked }) => (beside.includes(name) ? [] : asked));
  for (const page of ['changes', 'findings']) {
    const { data, errors } = await api.ask(`{ ${page}(first: 100) { nodes { ${all.join(' ')} } } }`);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ [page]: { nodes: { length: FINDINGS.length } } });
  }
});

test('a page with records reads where they are', async () => {
  const { errors } = await api.ask('{ findings(first: 1) { nodes { id records(first: 1) { trouble } } } }');
  expect(errors).toBeUndefined();
});

test('members of one object are read with one another', async () => {
  const { data, errors } = await api.ask(
    '{ findings(first: 1) { nodes { service { count } resource { resourceId } service { archived eventLastSeen } resource { s3BucketDetails { name } } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.findings.nodes[0]).toMatchObject({
    service: { count: expect.any(Number), archived: expect.any(Boolean), eventLastSeen: expect.any(String) },
    resource: { resourceId: expect.any(String) },
  });
});

test('the same field asked for twice is read with what both want', async () => {
  const { data, errors } = await api.ask(
    '{ findings(first: 1) { nodes { title } } findings(first: 1) { nodes { arn } } }',
  );
  expect(errors).toBeUndefined();
  expect(data.findings.nodes).toEqual([{ title: expect.any(String), arn: expect.any(String) }]);
});

function fieldsOf(name: string) {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
}

/** Everything that can be asked of a type, except types within themselves. */
function selection(type: GraphQLOutputType, above: readonly string[] = []): string {
  const named = getNamedType(type);
  if (isAbstractType(named)) {
    // Members of a union may have fields of one name and of several types: each gets a name of its own.
    const members = schema.getPossibleTypes(named).map((member) => {
      const fields = selected(member.name, above).map(({ name, asked }) => `${member.name}_${name}: ${asked}`);
      return `... on ${member.name} { ${fields.join(' ')} }`;
    });
    return `{ ${members.join(' ')} }`;
  }
  const fields = selected(named.name, above).map(({ asked }) => asked);
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

function selected(within: string, above: readonly string[]) {
  return fieldsOf(within)
    .filter(({ type }) => ![...above, within].includes(getNamedType(type).name))
    .map(({ name, type }) => ({ name, asked: `${name} ${selection(type, [...above, within])}` }));
}
