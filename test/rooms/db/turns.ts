import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { emptyTurn, type Turn } from '#db/queries/commit.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import type { Disposition } from '#services/model/disposition.ts';
import type { Finding } from '#services/model/finding.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { Observation } from '#services/model/observation.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

/** Data that tests of the database write: documentation values, distinguished by numbers. */

export const NOW = new Date('2026-03-02T12:00:00.000Z');

export function later(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

export function logObject(n: number, rest: Partial<LogObject> = {}): LogObject {
  return {
    bucket: 'logs',
    key: `AWSLogs/${String(n).padStart(6, '0')}.json.gz`,
    etag: `etag-${n}`,
    sizeBytes: 1000,
    source: 'cloudtrail',
    accountId: '111122223333',
    region: 'us-east-1',
    ...rest,
  };
}

/** Enters objects by their numbers. */
export function receiveObjects(
  db: Db,
  numbers: readonly number[],
  partition = turn().partition,
  rest: Partial<LogObject> = {},
): ReturnType<typeof putLogObjects> {
  const received = numbers.map((n) => ({ object: logObject(n, rest), partition }));
  return putLogObjects(db, received, NOW);
}

export function report(object: LogObject, rest: Partial<ObjectReport> = {}): ObjectReport {
  return {
    object,
    source: object.source,
    state: 'read',
    records: 10,
    passed: 0,
    unreadable: 0,
    troubles: [],
    firstTime: NOW.getTime() - 60_000,
    lastTime: NOW.getTime(),
    note: undefined,
    ...rest,
  };
}

export function finding(n: number, rest: Partial<Finding> = {}): Finding {
  const time = later(n).toISOString();
  const { updatedAt = time } = rest;
  const disposition: Disposition = { status: updatedAt === time ? 'NEW' : 'UPDATED', archived: false };
  return {
    ...SSH_BRUTE_FORCE,
    id: String(n).padStart(32, '0'),
    createdAt: time,
    updatedAt: time,
    disposition,
    ...rest,
  };
}

/** Stores people's decisions about findings, as if they had been made long ago. */
export async function putDispositions(db: Db, findings: readonly Finding[]): Promise<void> {
  const rows = findings.map(({ id, disposition }) => ({ id, disposition }));
  await db.execute(sql`
    update findings f set disposition = r.disposition
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, disposition jsonb) where f.id = r.id`);
}

export function observation(rest: Partial<Observation> = {}): Observation {
  const { type, accountId, region, resource, service, severity } = SSH_BRUTE_FORCE;
  return {
    type,
    accountId,
    region,
    subject: { resource, role: service.resourceRole, remote: '203.0.113.9' },
    windowStart: NOW.getTime(),
    windowEnd: NOW.getTime() + 3_600_000,
    count: 5,
    firstSeen: NOW.getTime(),
    lastSeen: NOW.getTime() + 1000,
    severity,
    action: service.action,
    origins: [],
    tallies: {},
    ...rest,
  };
}

export function turn(rest: Partial<Turn> = {}): Turn {
  return { ...emptyTurn({ id: 'turn-1', partition: 'cloudtrail/111122223333', now: NOW }), ...rest };
}

/** Changes of a turn that create findings. */
export function created(...findings: readonly Finding[]): Turn['findings'] {
  return findings.map((each) => ({ finding: each, memory: Buffer.of(1), previous: undefined }));
}

/** An observation, and the contribution to its finding. */
export function observed(findingId: string, rest: Partial<Observation> = {}): Turn['observations'][0] {
  const seen = observation(rest);
  return { findingId, observation: seen, contribution: { count: seen.count, tallies: { bytes: 100 * seen.count } } };
}

/** A raw record that is stored with a finding. */
export function keptWith(findingId: string, text: string): Turn['kept'][0] {
  const origin = { object: text, position: 0, id: null, time: NOW.toISOString() };
  return { findingId, records: [{ origin, text, isCut: false }] };
}

export async function nothingMore(): Promise<void> {}
