import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, type GraphQLSchema } from 'graphql';
import { OWN } from './descriptions/own.ts';
import { SHARED } from './descriptions/shared.ts';

/** A part of the schema that has, or should have, a description. */
export interface Described {
  /** `Finding`, `Finding.arn`, or `Query.findings(first)`. */
  readonly name: string;
  /** The name that it shares with other parts: `arn`, or `(first)`; types have none. */
  readonly shared: string | undefined;
  readonly of: { description?: string | null | undefined };
}

/** All parts of the schema that need a description, without GraphQL's introspection types. */
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

/**
 * Fills in missing descriptions. A description in the code comes first, then one of this very part (`OWN`), then one of
 * its name (`SHARED`).
 */
export function describe(schema: GraphQLSchema): GraphQLSchema {
  for (const { name, shared, of } of describedParts(schema))
    of.description ||= OWN[name] ?? (shared === undefined ? undefined : SHARED[shared]);
  return schema;
}
