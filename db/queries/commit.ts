import { sql, type SQL } from 'drizzle-orm';
import type { JudgedWith } from '#services/model/detector.ts';
import type { CoverageFact } from '#services/model/coverage.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Fact, FactKey } from '#services/model/inventory.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import type { LogObject, ObjectReport, Trouble } from '#services/model/log-object.ts';
import { observationKey, type Contribution, type Observation } from '#services/model/observation.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { appendAudit } from './audit.ts';
import { disposed, holdFindings, turnedBy } from './dispositions.ts';
import { putEnds } from './resource-ends.ts';
import { resolveGone } from './resolve-gone.ts';
import { isTakenBack, writeRead } from './write-read.ts';
import { orderDeliveries, type DeliveryOrder } from './order-deliveries.ts';
import { inventoryVersionsOf, lockInventory, putFacts } from './inventory.ts';
import { putKeptRecords, type RecordsOfFinding } from './kept-records.ts';

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
  /** Raw records to be stored with some of the findings. */
  readonly kept: readonly RecordsOfFinding[];
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
    kept: [],
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
  /** Absent: the records behind it are the same as before. */
  readonly judgedWith?: JudgedWith;
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
 * @param alongside writes what else follows from findings and facts in the same transaction, such as waking the next
 *   workers; receives the resources about which more is known now
 * @returns false when something that the turn had read has changed since: then nothing was written.
 */
export async function commitTurn(
  db: Db,
  turn: Turn,
  alongside: (db: Db, learned: readonly FactKey[]) => Promise<void>,
): Promise<boolean> {
  try {
    // Most turns find nothing and learn nothing: for them one statement is the transaction.
    if (isRead(turn)) await writeRead(db, turn);
    else
      await db.transaction(async (tx) => {
        // The ledger first: when two turns took the same objects, the second waits here, and then finds them settled.
        await writeRead(tx, turn);
        // Before any finding is locked: a turn that waits here holds nothing that another one waits for.
        const learned = await writeFacts(tx, turn);
        await putEnds(tx, turn.ends);
        await writeFindings(tx, turn.findings, turn.now);
        await putKeptRecords(tx, turn.kept);
        await resolveGone(tx, turn.ends, turn.now);
        await writeObservations(tx, turn);
        await orderDeliveries(tx, turn.deliveries, turn.now);
        await alongside(tx, learned);
      });
    return true;
  } catch (error) {
    if (error instanceof Overtaken || isTakenBack(error)) return false;
    throw error;
  }
}

/** Whether a turn only read objects: it found nothing, and learned nothing about resources. */
function isRead({ findings, facts, ends, observations, deliveries }: Turn): boolean {
  return [findings, facts, ends, observations, deliveries].every((each) => each.length === 0);
}

/** Rolls back the transaction; never leaves this file. */
class Overtaken extends Error {}

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
  const rows = changes.map(({ finding, memory, furtherAliases, judgedWith, previous, disposition }) => ({
    id: finding.id,
    previous,
    memory: memory && Buffer.from(memory).toString('base64'),
    aliases: furtherAliases?.length ? furtherAliases : undefined,
    judged: judgedWith,
    body: finding,
    disposition,
  }));
  const written = await count(
    tx,
    rows.length,
    sql`
    with r as (
      select * from json_to_recordset(${toJson(rows)}::json) as r(
        id text, previous text, memory text, aliases text[], judged jsonb, body jsonb, disposition jsonb)),
    updated as (
      update findings f set memory = coalesce(decode(r.memory, 'base64'), f.memory), further_aliases = r.aliases,
        judged_with = coalesce(r.judged, f.judged_with), body = r.body, disposition = r.disposition
      from r where f.id = r.id and r.previous is not null
      returning 1),
    inserted as (
      insert into findings (id, memory, further_aliases, judged_with, body, disposition)
      select id, decode(memory, 'base64'), aliases, judged, body, disposition
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
