import type { Db } from '#db/client.ts';
import type { FindingChange } from '#db/queries/commit.ts';
import { recordsKeptBefore, type RecordsOfFinding } from '#db/queries/kept-records.ts';
import { KEPT_LETTERS_MAX, type KeptRecord } from '#services/model/evidence.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { Origin } from '#services/model/observation.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { Log } from '../../log.ts';
import type { Arrived } from '../turn/fetch-objects.ts';
import { placeOf, recordAt, type Quote } from './read-records.ts';

/** Maximum of records that one turn keeps, at most 8 MB. The most severe findings get theirs first. */
const PER_TURN_MAX = 1000;

/**
 * The raw records to be kept with the findings of a turn: for each finding, the earliest records of which the turn has
 * the bytes. A finding that grows gets more records only if they are among its earliest.
 *
 * @param quote quotes from objects of the turn
 * @param most maximum of records for each finding
 * @returns what to keep with each finding, together with what is kept already
 */
export async function recordsToKeep(
  { db, log, quote }: { readonly db: Db; readonly log: Log; readonly quote: Quote },
  arrived: readonly Arrived[],
  findings: readonly FindingChange[],
  most: number,
): Promise<readonly RecordsOfFinding[]> {
  const objects = new Map(arrived.map((each) => [nameOf(each.object), each]));
  const wanted = wantedOf(findings, new Set(objects.keys()), most);
  const fresh = new Map<string, KeptRecord>();
  for (const [name, origins] of Map.groupBy([...wanted.values()].flat(), ({ object }) => object))
    for (const record of await recordsOf({ log, quote }, objects.get(name), origins))
      fresh.set(placeOf(record.origin), record);
  const before = await recordsKeptBefore(
    db,
    findings.flatMap(({ finding: { id }, previous }) => (previous !== undefined && wanted.has(id) ? id : [])),
  );
  return findings.flatMap(({ finding: { id: findingId, service } }) => {
    if (!wanted.has(findingId)) return [];
    const stored = new Map(before.get(findingId)?.map((record) => [placeOf(record.origin), record]));
    // A kept record is never replaced: if somebody has overwritten its object, another record may be at its place.
    const records = service.evidence.origins
      .flatMap((origin) => stored.get(placeOf(origin)) ?? fresh.get(placeOf(origin)) ?? [])
      .slice(0, most);
    return records.length === 0 ? [] : { findingId, records };
  });
}

/** By the finding's id, the records to keep of objects with these names. */
function wantedOf(
  findings: readonly FindingChange[],
  names: ReadonlySet<string>,
  most: number,
): ReadonlyMap<string, readonly Origin[]> {
  const wanted = new Map<string, readonly Origin[]>();
  let left = PER_TURN_MAX;
  for (const { finding, previous } of findings.toSorted((a, b) => b.finding.severity - a.finding.severity)) {
    const { origins } = finding.service.evidence;
    // The earliest records of a new finding may be from earlier turns. Then the earliest of this turn are kept.
    const some = (previous === undefined ? origins : origins.slice(0, most)).filter(({ object }) => names.has(object));
    const kept = some.slice(0, Math.min(most, left));
    if (kept.length > 0) wanted.set(finding.id, kept);
    left -= kept.length;
  }
  return wanted;
}

/** The records at some places of an object. Failing to quote them never stops the findings. */
async function recordsOf(
  { log, quote }: { readonly log: Log; readonly quote: Quote },
  arrived: Arrived | undefined,
  origins: readonly Origin[],
): Promise<readonly KeptRecord[]> {
  if (arrived === undefined) return [];
  const positions = [...new Set(origins.map(({ position }) => position))];
  try {
    const quoted = await quote(arrived.object, arrived.bytes, positions);
    return origins.flatMap((origin) => recordAt(origin, quoted, KEPT_LETTERS_MAX) ?? []);
  } catch (error) {
    log.warn('records-not-kept', { object: nameOf(arrived.object), error: sentenceOf(error) });
    return [];
  }
}
