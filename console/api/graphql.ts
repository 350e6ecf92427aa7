import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './introspection.d.ts';

/** A question to the API: TypeScript checks it, and knows its answer, by the schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Cursor: string; DateTime: string; FindingType: string; JSON: unknown };
}>();

export type { ResultOf, VariablesOf } from 'gql.tada';
