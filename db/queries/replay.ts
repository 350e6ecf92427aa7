import { and, asc, eq, gte, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { Db } from '../client.ts';
import { accounts } from '../schema/accounts.ts';
import { findings } from '../schema/findings.ts';
import { inventory, inventoryVersions } from '../schema/inventory.ts';
import { logObjects } from '../schema/log-objects.ts';

/** What is read again: objects that are about a time, of some accounts or of all. */
export interface ReplayAsked {
  readonly from: Date;
  readonly to: Date;
  readonly accountIds?: readonly string[] | undefined;
}

/** The versions of what objects were read with: equal ones read alike. */
export interface ReadWith {
  readonly detectors: string | null;
  readonly settings: string | null;
  readonly intel: string | null;
  readonly objects: number;
}

function asked({ from, to, accountIds }: ReplayAsked) {
  const time = sql`coalesce(${logObjects.keyTime}, ${logObjects.receivedAt})`;
  return and(
    sql`${time} >= ${from.toISOString()}::timestamptz`,
    sql`${time} < ${to.toISOString()}::timestamptz`,
    inArray(logObjects.state, ['read', 'passed']),
    accountIds && inArray(logObjects.accountId, [...accountIds]),
  );
}

/** The objects that were read, in the order of their keys, so many at a time. */
export async function* readObjects(db: Db, which: ReplayAsked, atOnce = 2000): AsyncGenerator<readonly LogObject[]> {
  let after: readonly [string, string, string] = ['', '', ''];
  for (;;) {
    const { bucket, key, etag, sizeBytes, source, accountId, region } = logObjects;
    const rows = await db
      .select({ bucket, key, etag, sizeBytes, source, accountId, region })
      .from(logObjects)
      .where(and(asked(which), sql`(${bucket}, ${key}, ${etag}) > (${after[0]}, ${after[1]}, ${after[2]})`))
      .orderBy(asc(bucket), asc(key), asc(etag))
      .limit(atOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = [last.bucket, last.key, last.etag];
    yield rows.map((row) => ({
      ...row,
      source: row.source ?? undefined,
      accountId: row.accountId ?? undefined,
      region: row.region ?? undefined,
    }));
  }
}

/** What these objects were read with, the most common first. */
export async function readWith(db: Db, which: ReplayAsked): Promise<readonly ReadWith[]> {
  const { detectorsVersion: detectors, settingsVersion: settings, intelVersion: intel } = logObjects;
  return db
    .select({ detectors, settings, intel, objects: sql<number>`count(*)::int` })
    .from(logObjects)
    .where(asked(which))
    .groupBy(detectors, settings, intel)
    .orderBy(sql`4 desc`);
}

/** Findings whose whole life is within a time, without those of some types. */
export async function findingsWithin(
  db: Db,
  { from, to, accountIds }: ReplayAsked,
  without: readonly string[],
): Promise<readonly FindingBody[]> {
  const rows = await db
    .select({ body: findings.body })
    .from(findings)
    .where(
      and(
        gte(findings.firstSeen, from),
        lt(findings.lastSeen, to),
        accountIds && inArray(findings.accountId, [...accountIds]),
        without.length === 0 ? undefined : notInArray(findings.type, [...without]),
      ),
    )
    .orderBy(asc(findings.id));
  return rows.map(({ body }) => body);
}

/** Copies what turns know besides the logs: who is a member, and what resources are like. Into a database that knows nothing. */
export async function copyKnowledge(from: Db, to: Db, accountIds: readonly string[] | undefined): Promise<void> {
  for (const rows of [await from.select().from(accounts)]) if (rows.length > 0) await to.insert(accounts).values(rows);
  const ofThese = accountIds && inArray(inventoryVersions.accountId, [...accountIds]);
  const versions = await from.select().from(inventoryVersions).where(ofThese);
  for (const version of versions) {
    await to.insert(inventoryVersions).values(version);
    const facts = await from.select().from(inventory).where(eq(inventory.accountId, version.accountId));
    for (let at = 0; at < facts.length; at += 1000) await to.insert(inventory).values(facts.slice(at, at + 1000));
  }
}
