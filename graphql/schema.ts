import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { describe } from './descriptions.ts';
import { withPlainIds } from './nodes.ts';
import './types/index.ts';

export const schema = withPlainIds(describe(builder.toSchema()));

/** The schema as text, sorted: `graphql/schema.graphql`, the contract with clients. */
export function schemaText(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
