import { hash } from 'node:crypto';
import { and, eq, gte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';
import type { Db } from './client.ts';
import { answers } from './schema/cases.ts';

/** A request, and the key by which whoever asks would know it again. */
export interface KeyedRequest {
  readonly key: string;
  /** Keys of one are not keys of another. */
  readonly who: string;
  readonly request: Json;
}

/** A key was used for something else before. */
export const OTHER_REQUEST = Symbol('another request');

/** How long an answer is remembered. */
export const ANSWERS_KEPT_MS = days(1);

/**
 * Does something in a transaction once for each key: asked again within a day, it gives the answer that it gave, and does nothing.
 * Who asks while it is being done waits for the answer.
 *
 * @param keyed undefined: it is done whenever it is asked for
 * @param shape of answers, for they are read back
 */
export async function once<Answer>(
  db: Db,
  keyed: KeyedRequest | undefined,
  now: Date,
  shape: z.ZodType<Answer>,
  act: (tx: Db) => Promise<Answer>,
): Promise<Answer | typeof OTHER_REQUEST> {
  return db.transaction(async (tx) => {
    if (keyed === undefined) return act(tx);
    const key = hash('sha256', JSON.stringify([keyed.who, keyed.key]));
    const request = hash('sha256', JSON.stringify(keyed.request));
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`answer ${key}`}, 0))`);
    const since = new Date(now.getTime() - ANSWERS_KEPT_MS);
    const [known] = await tx
      .select()
      .from(answers)
      .where(and(eq(answers.key, key), gte(answers.at, since)));
    if (known !== undefined) return known.request === request ? shape.parse(known.answer) : OTHER_REQUEST;
    const answer = await act(tx);
    const row = { request, answer, at: now };
    await tx
      .insert(answers)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: answers.key, set: row });
    return answer;
  });
}
