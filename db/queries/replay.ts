import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, not, notInArray, or, sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { accounts } from '../schema/accounts.ts';
import { findings } from '../schema/findings.ts';
import { inventory, inventoryVersions } from '../schema/inventory.ts';
import { logObjects } from '../schema/log-objects.ts';
import { profileLevels, profiles } from '../schema/profiles.ts';
import { isOfOrigins } from './read-hours.ts';

/** Selects objects to read again: those about a time, of some accounts or of all. */
export interface ReplayAsked {
  readonly from: Date;
  readonly to: Date;
  readonly accountIds?: readonly string[] | undefined;
}

/** The versions of detectors, settings and intel that objects were read with: equal versions give equal results. */
export interface ReadWith {
  readonly detectors: string | null;
  readonly settings: string | null;
  readonly intel: string | null;
  readonly objects: number;
}

/**
 * By the times of its records: a key may name none, and an object may be delivered or found much later. Batches of
 * early events are left out: their contents are gone, and CloudTrail delivers the same records to a bucket.
 */
function asked({ from, to, accountIds }: ReplayAsked) {
  const { accountId, firstTime, lastTime, keyTime, receivedAt, state } = logObjects;
  return and(
    sql`coalesce(${lastTime}, ${keyTime}, ${receivedAt}) >= ${from.toISOString()}::timestamptz`,
    sql`coalesce(${firstTime}, ${keyTime}, ${receivedAt}) < ${to.toISOString()}::timestamptz`,
    inArray(state, ['read', 'passed']),
    not(isOfOrigins(['sqs'], 'log_objects')),
    // Where the key names no account, the records may be of any.
    accountIds && or(isNull(accountId), inArray(accountId, [...accountIds])),
  );
}

/** The selected objects that were read, ordered by key, `atOnce` at a time. */
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

/** The versions that these objects were read with, the most common first. */
export async function readWith(db: Db, which: ReplayAsked): Promise<readonly ReadWith[]> {
  const { detectorsVersion: detectors, settingsVersion: settings, intelVersion: intel } = logObjects;
  return db
    .select({ detectors, settings, intel, objects: sql<number>`count(*)::int` })
    .from(logObjects)
    .where(asked(which))
    .groupBy(detectors, settings, intel)
    .orderBy(sql`4 desc`);
}

/** Findings that began and ended within a time, except those of some types. */
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

/** Those of these findings that exist, at whatever time. */
export async function existing(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ id: findings.id })
    .from(findings)
    .where(sql`${findings.id} in (select json_array_elements_text(${toJson(ids)}::json))`);
  return new Set(rows.map(({ id }) => id));
}

/** Objects of one day of a partition that were judged with the same profile: see `log_objects.profile_version`. */
export interface JudgedWith {
  readonly partition: string;
  /** Days since the epoch. */
  readonly day: number;
  readonly version: string;
  readonly objects: number;
}

/** The profile versions that objects were judged with, for those objects that used a profile. */
export async function judgedWith(db: Db, which: ReplayAsked): Promise<readonly JudgedWith[]> {
  const { partition, profileVersion: version, lastTime } = logObjects;
  const rows = await db
    .select({
      partition,
      day: sql<number>`floor(extract(epoch from ${lastTime}) / 86400)::int`,
      version,
      objects: sql<number>`count(*)::int`,
    })
    .from(logObjects)
    .where(and(asked(which), isNotNull(version), isNotNull(lastTime)))
    .groupBy(partition, sql`2`, version);
  return rows.flatMap((row) => (row.version === null ? [] : [{ ...row, version: row.version }]));
}

/** The profiles of the partitions of accounts, in their present state. */
export async function learnedProfiles(db: Db, accountIds: readonly string[] | undefined) {
  const account = sql`split_part(${profiles.partition}, '/', 2)`;
  return db
    .select()
    .from(profiles)
    .where(accountIds && inArray(account, [...accountIds]))
    .orderBy(profiles.partition, profiles.name);
}

/** The days for which levels of the organization are stored, by profile. */
export async function keptLevels(db: Db): Promise<readonly { readonly name: string; readonly day: number }[]> {
  return db.select({ name: profileLevels.name, day: profileLevels.day }).from(profileLevels);
}

/**
 * Copies what turns use besides the logs into an empty database: the member accounts, facts about resources, and
 * profiles.
 */
export async function copyKnowledge(from: Db, to: Db, accountIds: readonly string[] | undefined): Promise<void> {
  for (const rows of [await from.select().from(accounts)]) if (rows.length > 0) await to.insert(accounts).values(rows);
  const ofThese = accountIds && inArray(inventoryVersions.accountId, [...accountIds]);
  const versions = await from.select().from(inventoryVersions).where(ofThese);
  for (const version of versions) {
    await to.insert(inventoryVersions).values(version);
    const facts = await from.select().from(inventory).where(eq(inventory.accountId, version.accountId));
    for (let at = 0; at < facts.length; at += 1000) await to.insert(inventory).values(facts.slice(at, at + 1000));
  }
  for (const profile of await learnedProfiles(from, accountIds)) await to.insert(profiles).values(profile);
  for (const level of await from.select().from(profileLevels)) await to.insert(profileLevels).values(level);
}
