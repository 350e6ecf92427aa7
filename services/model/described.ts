import { z } from 'zod';

/** Marks values that no message and no command shows, as JSON Schema does. It comes last: what is made of a marked schema is not marked. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), writeOnly: true });
}

export function isSecret(schema: z.ZodType): boolean {
  return describe(schema).writeOnly === true;
}

/** Whether a value of it is a secret, or has one somewhere in it. */
export function holdsSecret(schema: z.ZodType): boolean {
  return JSON.stringify(describe(schema)).includes('"writeOnly":true');
}

/** A schema as JSON Schema, with what its declaration says of it. */
export function describe(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
