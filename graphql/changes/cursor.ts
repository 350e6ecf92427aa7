import { z } from 'zod';
import type { ChangeCursor } from '#db/queries/changes.ts';
import { badInput } from '../builder.ts';

/** For the wire: opaque, and of letters that need no quoting in an address, a header or a shell. */
export function printChangeCursor({ epoch, place, id }: ChangeCursor): string {
  return Buffer.from(JSON.stringify(id === undefined ? [epoch, place] : [epoch, place, id])).toString('base64url');
}

/** @throws BAD_USER_INPUT for what is no cursor of changes */
export function parseChangeCursor(text: unknown): ChangeCursor {
  const { data } = CURSOR.safeParse(text);
  if (data === undefined) throw badInput('This cursor was not made by the list of changes: start without one.');
  const [epoch, place, id] = data;
  return { epoch, place, id };
}

const CURSOR = z
  .base64url()
  .max(400)
  .transform((text, issues) => {
    try {
      const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
      return value;
    } catch {
      issues.addIssue('no JSON');
      return z.NEVER;
    }
  })
  .pipe(
    z
      .tuple([z.uuid(), z.int().nonnegative()])
      .or(z.tuple([z.uuid(), z.int().nonnegative(), z.string().regex(/^[\w:-]{1,200}$/)])),
  );
