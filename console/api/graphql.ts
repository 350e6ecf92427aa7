import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './introspection.d.ts';

/** Makes a GraphQL document: TypeScript checks it against the schema and infers the type of its answer. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Cursor: string; DateTime: string; FindingType: string; JSON: unknown };
}>();

export type { ResultOf, VariablesOf } from 'gql.tada';
