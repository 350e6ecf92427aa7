import { z } from 'zod';

/**
 * Marks values that no message and no command shows, as JSON Schema does. Call it last: schemas derived from a marked
 * schema are not marked.
 */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), writeOnly: true });
}

/** Whether the schema itself is marked as secret. */
export function isSecret(schema: z.ZodType): boolean {
  return describe(schema).writeOnly === true;
}

/** Whether a value of the schema is a secret, or contains one. */
export function holdsSecret(schema: z.ZodType): boolean {
  return JSON.stringify(describe(schema)).includes('"writeOnly":true');
}

/** A schema as JSON Schema, with the metadata of its declaration. */
export function describe(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
