import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, type GraphQLSchema } from 'graphql';
import { OWN } from './descriptions/own.ts';
import { SHARED } from './descriptions/shared.ts';

/** Something of the schema that says what it means, or should. */
export interface Described {
  /** `Finding`, `Finding.arn`, or `Query.findings(first)`. */
  readonly name: string;
  /** By what it is called wherever it occurs: `arn`, or `(first)`; types have no such name. */
  readonly shared: string | undefined;
  readonly of: { description?: string | null | undefined };
}

/** All that a schema has to explain, but for GraphQL's own. */
export function* describedParts(schema: GraphQLSchema): Generator<Described> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) || isInputObjectType(type) || isInterfaceType(type) || isEnumType(type) || isUnionType(type))
      yield { name: type.name, shared: undefined, of: type };
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        yield { name: `${type.name}.${field.name}`, shared: field.name, of: field };
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield { name: `${type.name}.${field.name}`, shared: field.name, of: field };
      for (const argument of field.args)
        yield { name: `${type.name}.${field.name}(${argument.name})`, shared: `(${argument.name})`, of: argument };
    }
  }
}

/** Says of a schema what the code that made it does not: what is said there comes first, then what is said of this one, then of its name. */
export function describe(schema: GraphQLSchema): GraphQLSchema {
  for (const { name, shared, of } of describedParts(schema))
    of.description ||= OWN[name] ?? (shared === undefined ? undefined : SHARED[shared]);
  return schema;
}
