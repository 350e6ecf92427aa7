import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { describe } from './descriptions.ts';
import './types/index.ts';

export const schema = describe(builder.toSchema());

/** The schema as text, in one order: `graphql/schema.graphql`, the contract that others build on. */
export function schemaText(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
