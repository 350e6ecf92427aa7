import { hash } from 'node:crypto';
import { and, eq, gte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';
import type { Db } from './client.ts';
import { answers } from './schema/cases.ts';

/** A request, and the key by which its sender recognizes it when it is sent again. */
export interface KeyedRequest {
  readonly key: string;
  /** The sender: equal keys of different senders are different. */
  readonly who: string;
  readonly request: Json;
}

/** The key was used for a different request before. */
export const OTHER_REQUEST = Symbol('another request');

/** How long an answer is remembered. */
export const ANSWERS_KEPT_MS = days(1);

/**
 * Acts in a transaction, once for each key: the same request within a day gets the same answer, and nothing is done
 * again. A repeated request that comes while the first one still runs waits for the answer.
 *
 * @param keyed undefined: the request is always carried out
 * @param shape of answers, to read stored ones
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
