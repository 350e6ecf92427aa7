import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import type { AuditRow } from '#services/model/audit.ts';
import type { Json } from '#services/model/subject.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Config } from '../../config.ts';
import { askApi } from '../findings/ask-api.ts';
import { askPages } from '../findings/ask-pages.ts';
import { checkAddress } from '../findings/finding-source.ts';

/** The latest rows of the audit log, from the database or from a running service that has it open. */
export async function latestAudit(
  url: string | undefined,
  { databaseUrl, apiToken }: Pick<Config, 'databaseUrl' | 'apiToken'>,
  { subject, limit }: { readonly subject?: string | undefined; readonly limit: number },
): Promise<readonly AuditRow[]> {
  if (url !== undefined) {
    const address = checkAddress(url);
    return askPages(limit, async (at) => (await askApi(address, apiToken, LIST, { ...at, subject }, LISTED)).auditLog);
  }
  const { db, close } = await openDatabase(databaseUrl);
  return auditPage(db, EVERYTHING, { subject, limit }).finally(close);
}

const LIST = `query List($first: Int!, $after: String, $subject: String) {
  auditLog(first: $first, after: $after, subject: $subject) {
    nodes { place at who from what subject before after about hash }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** The API says null where an entry has no value. */
const ABSENT = <Shape extends z.ZodType>(shape: Shape) => shape.nullable().transform((value) => value ?? undefined);
const ROW = z
  .object({
    place: z.number(),
    at: z.string(),
    who: z.string(),
    from: ABSENT(z.string()),
    what: z.string(),
    subject: ABSENT(z.string()),
    before: ABSENT(z.custom<Json>()),
    after: ABSENT(z.custom<Json>()),
    about: ABSENT(z.custom<Readonly<Record<string, Json>>>()),
    hash: z.string(),
  })
  .transform(({ place, at, hash, ...entry }): AuditRow => ({ place, at, hash, entry }));
const LISTED = z.object({
  auditLog: z.object({
    nodes: z.array(ROW),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
