import { sql, type SQL } from 'drizzle-orm';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Fact, FactKey } from '#services/model/inventory.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { nameOf, type LogObject, type ObjectReport, type Trouble } from '#services/model/log-object.ts';
import { observationKey, type Contribution, type Observation } from '#services/model/observation.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { appendAudit } from './audit.ts';
import { disposed, holdFindings, turnedBy } from './dispositions.ts';
import { putCoverage } from './coverage.ts';
import { HOUR_OF_OBJECT, IS_EVENT_BATCH } from './read-hours.ts';
import { putEnds } from './resource-ends.ts';
import { resolveGone } from './resolve-gone.ts';
import { orderDeliveries, type DeliveryOrder } from './order-deliveries.ts';
import { inventoryVersionsOf, lockInventory, putFacts } from './inventory.ts';

/** Everything that one turn writes. */
export interface Turn {
  /** Becomes the version of the tallies it writes. */
  readonly id: string;
  readonly partition: string;
  readonly now: Date;
  readonly intelVersion: string;
  readonly settingsVersion: string;
  readonly detectorsVersion: string;
  /** The last sealed days of the profiles that were used; undefined when no profile was used. */
  readonly profileVersion: string | undefined;
  /** By account, the version of the inventory that its findings were described with. */
  readonly inventoryVersions: ReadonlyMap<string, number>;
  readonly reports: readonly ObjectReport[];
  /** By `nameOf`, for objects whose bytes were fetched: a turn has one object a name. */
  readonly contentHashes: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
  readonly postponed: readonly Postponed[];
  readonly tallies: readonly TallyChange[];
  readonly findings: readonly FindingChange[];
  /** Facts learned about resources; at most one for a resource and time. */
  readonly facts: readonly Fact[];
  /** Resources that turned out to be gone; each at most once. */
  readonly ends: readonly ResourceEnd[];
  readonly observations: readonly ObservationChange[];
  readonly deliveries: readonly DeliveryOrder[];
  readonly coverage: readonly CoverageFact[];
}

/** A turn that writes nothing yet, to be filled in. */
export function emptyTurn(turn: Pick<Turn, 'id' | 'partition' | 'now'>): Turn {
  return {
    ...turn,
    intelVersion: '',
    settingsVersion: '',
    detectorsVersion: '',
    profileVersion: undefined,
    inventoryVersions: new Map(),
    reports: [],
    contentHashes: new Map(),
    skipped: [],
    postponed: [],
    tallies: [],
    findings: [],
    facts: [],
    ends: [],
    observations: [],
    deliveries: [],
    coverage: [],
  };
}

/** How much of an object detection skipped: see the ledger's columns. */
export interface Skipped {
  readonly object: LogObject;
  readonly trustedSkipped: number;
  readonly groupOverflow: number;
  readonly deduplicationOverflow: number;
}

/** An object that could not be fetched this time. */
export interface Postponed {
  readonly object: LogObject;
  readonly trouble: Trouble;
  readonly nextAttemptAt: Date;
}

export interface TallyChange {
  readonly type: string;
  /** ms since the epoch */
  readonly windowStart: number;
  readonly windowEnd: number;
  /** The version that it was made from; undefined when there was none. */
  readonly previous: string | undefined;
  readonly value: Uint8Array;
}

export interface FindingChange {
  readonly finding: FindingBody;
  /** What the finding needs to grow; undefined keeps the stored value. */
  readonly memory: Uint8Array | undefined;
  /** Ids of the resources that it names besides its own. */
  readonly furtherAliases?: readonly string[];
  /** `updatedAt` of the stored body that it was made from; undefined when there was none. */
  readonly previous: string | undefined;
}

interface ObservationChange {
  readonly findingId: string;
  readonly observation: Observation;
  readonly contribution: Contribution;
}

/**
 * Writes a turn, whole or not at all. The pipeline has no other way to write.
 *
 * @param alongside writes what else belongs in the transaction, such as waking the next workers; receives the resources
 *   about which more is known now
 * @returns false when something that the turn had read has changed since: then nothing was written.
 */
export async function commitTurn(
  db: Db,
  turn: Turn,
  alongside: (db: Db, learned: readonly FactKey[]) => Promise<void>,
): Promise<boolean> {
  try {
    await db.transaction(async (tx) => {
      // The ledger first: when two turns took the same objects, the second waits here, and then finds them settled.
      await settleObjects(tx, turn);
      // Before any finding is locked: a turn that waits here holds nothing that another one waits for.
      const learned = await writeFacts(tx, turn);
      await putEnds(tx, turn.ends);
      await writeSkipped(tx, turn.skipped);
      await postponeObjects(tx, turn);
      await writeTallies(tx, turn);
      await writeFindings(tx, turn.findings, turn.now);
      await resolveGone(tx, turn.ends, turn.now);
      await writeObservations(tx, turn);
      await orderDeliveries(tx, turn.deliveries, turn.now);
      await putCoverage(tx, turn.coverage, turn.now, 'turn');
      await alongside(tx, learned);
    });
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

/** Rolls back the transaction; never leaves this file. */
class Overtaken extends Error {}

/**
 * One JSON parameter a statement, whatever the number of rows: measured at less than half the time of one parameter a
 * value.
 */
async function settleObjects(tx: Db, turn: Turn): Promise<void> {
  const { reports, contentHashes, now, intelVersion, settingsVersion, detectorsVersion, profileVersion } = turn;
  const rows = reports.map(({ object, firstTime, lastTime, ...report }) => ({
    ...report,
    bucket: object.bucket,
    key: object.key,
    etag: object.etag,
    contentHash: contentHashes.get(nameOf(object)),
    firstTime: firstTime === undefined ? undefined : new Date(firstTime),
    lastTime: lastTime === undefined ? undefined : new Date(lastTime),
  }));
  const settled = await count(
    tx,
    rows.length,
    sql`
    with settled as (
    update log_objects o set
      state = r.state, source = coalesce(r.source, o.source), records = r.records, passed = r.passed,
      unreadable = r.unreadable, troubles = r.troubles, note = r.note, first_time = r."firstTime",
      last_time = r."lastTime", content_hash = r."contentHash", text_hash = r."textHash", intel_version = ${intelVersion},
      settings_version = ${settingsVersion}, detectors_version = ${detectorsVersion}, profile_version = ${profileVersion ?? null}, settled_at = ${now.toISOString()}::timestamptz,
      inventory_version = (select nullif(v.version, 0) from inventory_versions v where v.account_id = o.account_id)
    from json_to_recordset(${toJson(rows)}::json) as r(
      bucket text, key text, etag text, state text, source text, records int, passed int, unreadable int,
      troubles jsonb, note text, "contentHash" text, "textHash" text, "firstTime" timestamptz, "lastTime" timestamptz)
    where (o.bucket, o.key, o.etag) = (r.bucket, r.key, r.etag) and o.state = 'pending'
    returning o.*),
    hours as (
      insert into read_hours as h (account_id, region, source, hour, objects, failed, late, records, unreadable)
      select o.account_id, o.region, o.source, ${HOUR_OF_OBJECT}, count(*), count(*) filter (where o.state = 'failed'),
        count(*) filter (where o.received_at > o.key_time + interval '1 hour'), sum(o.records), sum(o.unreadable)
      from settled o where o.account_id is not null and o.source is not null and not ${IS_EVENT_BATCH}
      group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (account_id, source, region, hour) do update set
        objects = h.objects + excluded.objects, failed = h.failed + excluded.failed, late = h.late + excluded.late,
        records = h.records + excluded.records, unreadable = h.unreadable + excluded.unreadable)
    select 1 from settled`,
  );
  if (settled !== rows.length) throw new Overtaken();
}

/** A separate statement, because most objects have nothing skipped. */
async function writeSkipped(tx: Db, skipped: readonly Skipped[]): Promise<void> {
  if (skipped.length === 0) return;
  const rows = skipped.map(({ object: { bucket, key, etag }, ...numbers }) => ({ bucket, key, etag, ...numbers }));
  await tx.execute(sql`
    update log_objects o set trusted_skipped = r."trustedSkipped", group_overflow = r."groupOverflow",
      deduplication_overflow = r."deduplicationOverflow"
    from json_to_recordset(${toJson(rows)}::json) as r(
      bucket text, key text, etag text, "trustedSkipped" int, "groupOverflow" int, "deduplicationOverflow" int)
    where (o.bucket, o.key, o.etag) = (r.bucket, r.key, r.etag)`);
}

async function postponeObjects(tx: Db, { postponed }: Turn): Promise<void> {
  const rows = postponed.map(({ object: { bucket, key, etag }, trouble, nextAttemptAt }) => {
    return { bucket, key, etag, troubles: [trouble], nextAttemptAt };
  });
  const changed = await count(
    tx,
    rows.length,
    sql`
    update log_objects o set
      attempts = case when o.troubles->0->>'kind' = r.troubles->0->>'kind' then o.attempts + 1 else 1 end, troubles = r.troubles, next_attempt_at = r."nextAttemptAt"
    from json_to_recordset(${toJson(rows)}::json) as r(
      bucket text, key text, etag text, troubles jsonb, "nextAttemptAt" timestamptz)
    where (o.bucket, o.key, o.etag) = (r.bucket, r.key, r.etag) and o.state = 'pending'
    returning 1`,
  );
  if (changed !== rows.length) throw new Overtaken();
}

async function writeTallies(tx: Db, { id, partition, tallies }: Turn): Promise<void> {
  const rows = tallies.map((tally) => ({
    type: tally.type,
    previous: tally.previous,
    windowStart: new Date(tally.windowStart),
    windowEnd: new Date(tally.windowEnd),
    value: Buffer.from(tally.value).toString('base64'),
  }));
  const written = await count(
    tx,
    rows.length,
    sql`
    with r as (
      select * from json_to_recordset(${toJson(rows)}::json) as r(
        type text, previous text, "windowStart" timestamptz, "windowEnd" timestamptz, value text)),
    updated as (
      update tallies t set version = ${id}, value = decode(r.value, 'base64')
      from r where t.partition = ${partition} and t.type = r.type and t.window_start = r."windowStart"
        and t.version = r.previous
      returning 1),
    inserted as (
      insert into tallies (partition, type, window_start, window_end, version, value)
      select ${partition}, r.type, r."windowStart", r."windowEnd", ${id}, decode(r.value, 'base64')
      from r where r.previous is null
      on conflict do nothing
      returning 1)
    select 1 from updated union all select 1 from inserted`,
  );
  if (written !== rows.length) throw new Overtaken();
}

/**
 * A finding must not be written when its description is based on outdated facts: the turn that changed the facts could
 * not see the finding.
 */
async function writeFacts(
  tx: Db,
  { facts, ends, findings, inventoryVersions, now }: Turn,
): Promise<readonly FactKey[]> {
  const described = [...new Set(findings.map(({ finding }) => finding.accountId))];
  await lockInventory(
    tx,
    new Map([
      ...described.map((accountId) => [accountId, 'shared'] as const),
      ...[...facts, ...ends].map(({ accountId }) => [accountId, 'alone'] as const),
    ]),
  );
  const versions = await inventoryVersionsOf(tx, described);
  if (described.some((accountId) => versions.get(accountId) !== inventoryVersions.get(accountId)))
    throw new Overtaken();
  return putFacts(tx, facts, now);
}

/**
 * Writes the findings' bodies, and the dispositions that follow from them and from what people decided meanwhile. The
 * database computes from both everything that lists filter and sort by.
 */
export async function writeFindings(tx: Db, findings: readonly FindingChange[], now: Date): Promise<void> {
  if (findings.length === 0) return;
  const holding = await holdFindings(
    tx,
    findings.map(({ finding }) => finding.id),
    now,
    findings.map(({ finding }) => finding),
  );
  const changes = findings
    .toSorted((a, b) => (a.finding.id < b.finding.id ? -1 : 1))
    .map((change) => {
      const before = holding.held.get(change.finding.id);
      if (before?.body.updatedAt !== change.previous) throw new Overtaken();
      return { ...change, before, disposition: disposed(change.finding, before, holding, now) };
    });
  const rows = changes.map(({ finding, memory, furtherAliases, previous, disposition }) => ({
    id: finding.id,
    previous,
    memory: memory && Buffer.from(memory).toString('base64'),
    aliases: furtherAliases?.length ? furtherAliases : undefined,
    body: finding,
    disposition,
  }));
  const written = await count(
    tx,
    rows.length,
    sql`
    with r as (
      select * from json_to_recordset(${toJson(rows)}::json) as r(
        id text, previous text, memory text, aliases text[], body jsonb, disposition jsonb)),
    updated as (
      update findings f set memory = coalesce(decode(r.memory, 'base64'), f.memory), further_aliases = r.aliases,
        body = r.body, disposition = r.disposition
      from r where f.id = r.id and r.previous is not null
      returning 1),
    inserted as (
      insert into findings (id, memory, further_aliases, body, disposition)
      select id, decode(memory, 'base64'), aliases, body, disposition
      from r where previous is null
      on conflict do nothing
      returning 1)
    select 1 from updated union all select 1 from inserted`,
  );
  if (written !== rows.length) throw new Overtaken();
  await appendAudit(
    tx,
    changes.flatMap(({ finding, before, disposition }) => turnedBy(finding.id, before?.disposition, disposition)),
    now,
  );
}

async function writeObservations(tx: Db, { partition, observations }: Turn): Promise<void> {
  if (observations.length === 0) return;
  const rows = observations.map(({ findingId, observation, contribution }) => ({
    findingId,
    key: observationKey(observation),
    type: observation.type,
    windowStart: new Date(observation.windowStart),
    count: contribution.count,
    lastSeen: new Date(observation.lastSeen),
    tallies: contribution.tallies,
  }));
  await tx.execute(sql`
    insert into observations as o (finding_id, partition, key, type, window_start, count, last_seen, tallies)
    select "findingId", ${partition}, key, type, "windowStart", count, "lastSeen", tallies
    from json_to_recordset(${toJson(rows)}::json) as r(
      "findingId" text, key text, type text, "windowStart" timestamptz, count bigint, "lastSeen" timestamptz, tallies jsonb)
    on conflict (finding_id, partition, key) do update set
      count = excluded.count, last_seen = greatest(o.last_seen, excluded.last_seen), tallies = excluded.tallies`);
}

/** Runs a statement with `returning` unless no rows are expected, and returns the number of rows it touched. */
async function count(tx: Db, expected: number, statement: SQL): Promise<number> {
  return expected === 0 ? 0 : (await tx.execute(statement, 'objects')).length;
}
