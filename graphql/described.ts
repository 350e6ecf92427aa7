import { z } from 'zod';
import { builder } from './builder.ts';
import { SHARED } from './descriptions/shared.ts';

type Value = Readonly<Record<string, unknown>>;
type ObjectType = ReturnType<typeof builder.objectRef<Value>>;
type Type = 'String' | 'Int' | 'Float' | 'Boolean' | 'JSON' | ObjectType;

/** Object types by name: a schema that is used in two places becomes one type. */
const made = new Map<string, ObjectType>();

/**
 * Makes a GraphQL type from a schema, field by field: text, numbers, booleans, objects and lists of these. A schema
 * without fixed members becomes JSON. A list is never null: an absent one is empty.
 *
 * @param name of the type, for an object that has no `title` of its own
 */
export function describedType(name: string, schema: z.ZodType): { readonly type: Type; readonly list: boolean } {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return { ...describedType(name, schemaOf(inner.element)), list: true };
  if (inner instanceof z.ZodObject) return { type: objectType(inner.meta()?.title ?? name, inner), list: false };
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum) return { type: 'String', list: false };
  if (inner instanceof z.ZodBoolean) return { type: 'Boolean', list: false };
  if (inner instanceof z.ZodNumber) return { type: inner.format?.includes('int') ? 'Int' : 'Float', list: false };
  return { type: 'JSON', list: false };
}

/** The object type of a schema of one object, or of a list of them. */
export function describedObject(name: string, schema: z.ZodType): ObjectType {
  const { type } = describedType(name, schema);
  if (typeof type === 'string') throw new Error(`${name} is described as ${type}: an object type needs z.object().`);
  return type;
}

function objectType(name: string, schema: z.ZodObject): ObjectType {
  const known = made.get(name);
  if (known !== undefined) return known;
  const ref = builder.objectRef<Value>(name);
  made.set(name, ref);
  const { description } = schema.meta() ?? {};
  ref.implement({
    ...(description !== undefined && { description }),
    fields: (t) =>
      Object.fromEntries(
        Object.entries(schema.shape).map(([field, value]) => {
          const { type, list } = describedType(`${name}${capitalized(field)}`, schemaOf(value));
          // For an object, the description of the field in its context is better than that of the object's schema.
          const described = (value instanceof z.ZodObject ? SHARED[field] : undefined) ?? schemaOf(value).description;
          return [
            field,
            t.field({
              type: list ? [type] : type,
              nullable: !list && value instanceof z.ZodOptional,
              ...(described !== undefined && { description: described }),
              resolve: (parent) => parent[field] ?? (list ? [] : null),
            }),
          ];
        }),
      ),
  });
  return ref;
}

/** The description of a schema, or else of the elements that it holds. */
export function meaningOf(schema: z.ZodType): string | undefined {
  const inner = bare(schema);
  const held = inner instanceof z.ZodArray ? bare(schemaOf(inner.element)) : inner;
  return schema.description ?? inner.description ?? held.description;
}

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? bare(schemaOf(schema.unwrap())) : schema;
}

/** At run time every schema that `z` makes is a `ZodType`; the static types promise less. */
function schemaOf(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error('Descriptions are made with z, not with zod/mini.');
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
