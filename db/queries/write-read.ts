import { sql } from 'drizzle-orm';
import { nameOf } from '#services/model/log-object.ts';
import { causesOf } from '#services/model/system-error.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import type { Turn } from './commit.ts';
import { coverageWritten } from './coverage.ts';
import { HOUR_OF_OBJECT, IS_EVENT_BATCH } from './read-hours.ts';

/**
 * Writes the results of a turn's objects: the ledger, the tallies of their records, hours and coverage. It is one
 * statement, because a turn of few records spends most of its time on statements; and one JSON parameter for each kind
 * of rows, because one parameter for each value takes more than twice the time.
 *
 * @throws an error that `isTakenBack`, when objects were settled or tallies written by another turn meanwhile
 */
export async function writeRead(db: Db, turn: Turn): Promise<void> {
  const { id, partition, now, reports, postponed, tallies } = turn;
  const { intelVersion, settingsVersion, detectorsVersion, profileVersion } = turn;
  if (reports.length + postponed.length + tallies.length + turn.coverage.length === 0) return;
  const at = sql`${now.toISOString()}::timestamptz`;
  // A statement does not see what its own parts write.
  const ledger = sql`(
    select * from log_objects l
    where not exists (select from changed c where (c.bucket, c.key, c.etag) = (l.bucket, l.key, l.etag))
    union all select * from changed)`;
  const covered = turn.coverage.length === 0 ? sql`select` : coverageWritten(turn.coverage, now, 'turn', ledger);
  await db.execute(sql`
    with
    settled as (
      update log_objects o set
        state = r.state, source = coalesce(r.source, o.source), records = r.records, passed = r.passed,
        unreadable = r.unreadable, troubles = r.troubles, note = r.note, first_time = r."firstTime",
        last_time = r."lastTime", content_hash = r."contentHash", text_hash = r."textHash",
        trusted_skipped = r."trustedSkipped", group_overflow = r."groupOverflow",
        deduplication_overflow = r."deduplicationOverflow", intel_version = ${intelVersion},
        settings_version = ${settingsVersion}, detectors_version = ${detectorsVersion},
        profile_version = ${profileVersion ?? null}, settled_at = ${at},
        inventory_version = (select nullif(v.version, 0) from inventory_versions v where v.account_id = o.account_id)
      from json_to_recordset(${toJson(reportRows(turn))}::json) as r(
        bucket text, key text, etag text, state text, source text, records int, passed int, unreadable int,
        troubles jsonb, note text, "contentHash" text, "textHash" text, "firstTime" timestamptz, "lastTime" timestamptz,
        "trustedSkipped" int, "groupOverflow" int, "deduplicationOverflow" int)
      where (o.bucket, o.key, o.etag) = (r.bucket, r.key, r.etag) and o.state = 'pending'
      returning o.*),
    postponed as (
      update log_objects o set
        attempts = case when o.troubles->0->>'kind' = r.troubles->0->>'kind' then o.attempts + 1 else 1 end,
        troubles = r.troubles, next_attempt_at = r."nextAttemptAt"
      from json_to_recordset(${toJson(postponedRows(turn))}::json) as r(
        bucket text, key text, etag text, troubles jsonb, "nextAttemptAt" timestamptz)
      where (o.bucket, o.key, o.etag) = (r.bucket, r.key, r.etag) and o.state = 'pending'
      returning o.*),
    changed as (select * from settled union all select * from postponed),
    hours as (
      insert into read_hours as h (account_id, region, source, hour, objects, failed, late, records, unreadable)
      select o.account_id, o.region, o.source, ${HOUR_OF_OBJECT}, count(*), count(*) filter (where o.state = 'failed'),
        count(*) filter (where o.received_at > o.key_time + interval '1 hour'), sum(o.records), sum(o.unreadable)
      from settled o where o.account_id is not null and o.source is not null and not ${IS_EVENT_BATCH}
      group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (account_id, source, region, hour) do update set
        objects = h.objects + excluded.objects, failed = h.failed + excluded.failed, late = h.late + excluded.late,
        records = h.records + excluded.records, unreadable = h.unreadable + excluded.unreadable),
    t as (
      select * from json_to_recordset(${toJson(tallyRows(turn))}::json) as t(
        type text, previous text, "windowStart" timestamptz, "windowEnd" timestamptz, value text)
      -- The objects are locked first: of two turns that took the same, the second waits there and holds nothing.
      where (select count(*) from changed) = ${reports.length + postponed.length}::int),
    updated as (
      update tallies w set version = ${id}, value = decode(t.value, 'base64')
      from t where w.partition = ${partition} and w.type = t.type and w.window_start = t."windowStart"
        and w.version = t.previous
      returning 1),
    inserted as (
      insert into tallies (partition, type, window_start, window_end, version, value)
      select ${partition}, t.type, t."windowStart", t."windowEnd", ${id}, decode(t.value, 'base64')
      from t where t.previous is null
      on conflict do nothing
      returning 1),
    covered as (${covered})
    -- Division by zero takes everything back.
    select 1 / ((select count(*) from changed) = ${reports.length + postponed.length}::int
      and (select count(*) from updated) + (select count(*) from inserted) = ${tallies.length}::int)::int`);
}

/** Whether an error says that `writeRead` wrote nothing, because another turn was faster. */
export function isTakenBack(error: unknown): boolean {
  return causesOf(error).some((cause) => 'code' in cause && cause.code === DIVISION_BY_ZERO);
}

const DIVISION_BY_ZERO = '22012';

function reportRows({ reports, contentHashes, skipped }: Turn): readonly object[] {
  const numbers = new Map(skipped.map(({ object, ...each }) => [nameOf(object), each]));
  return reports.map(({ object, firstTime, lastTime, ...report }) => ({
    ...report,
    ...(numbers.get(nameOf(object)) ?? NOTHING_SKIPPED),
    bucket: object.bucket,
    key: object.key,
    etag: object.etag,
    contentHash: contentHashes.get(nameOf(object)),
    firstTime: firstTime === undefined ? undefined : new Date(firstTime),
    lastTime: lastTime === undefined ? undefined : new Date(lastTime),
  }));
}

const NOTHING_SKIPPED = { trustedSkipped: 0, groupOverflow: 0, deduplicationOverflow: 0 };

function postponedRows({ postponed }: Turn): readonly object[] {
  return postponed.map(({ object: { bucket, key, etag }, trouble, nextAttemptAt }) => {
    return { bucket, key, etag, troubles: [trouble], nextAttemptAt };
  });
}

function tallyRows({ tallies }: Turn): readonly object[] {
  return tallies.map((tally) => ({
    type: tally.type,
    previous: tally.previous,
    windowStart: new Date(tally.windowStart),
    windowEnd: new Date(tally.windowEnd),
    value: Buffer.from(tally.value).toString('base64'),
  }));
}
