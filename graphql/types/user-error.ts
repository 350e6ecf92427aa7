import { z } from 'zod';
import { builder } from '../builder.ts';

const CODES = ['INVALID', 'NOT_FOUND', 'TOO_MANY', 'KEY_REUSED', 'FORBIDDEN', 'SILENCES'] as const;

const UserErrorCode = builder.enumType('UserErrorCode', { values: CODES });

export const UserErrorShape = z.object({ code: z.enum(CODES), message: z.string(), subject: z.string().optional() });
export type UserError = z.infer<typeof UserErrorShape>;

export const UserErrorObject = builder.objectRef<UserError>('UserError').implement({
  description: 'Problems that the caller can fix.',
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCode }),
    message: t.exposeString('message'),
    subject: t.exposeID('subject', { nullable: true, description: 'The id of the object it is about.' }),
  }),
});

export function userError(code: UserError['code'], message: string, subject?: string): UserError {
  return { code, message, ...(subject !== undefined && { subject }) };
}
