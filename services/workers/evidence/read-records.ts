import assert from 'node:assert/strict';
import { objectNamed } from '#db/queries/log-objects.ts';
import { RAW_LETTERS_MAX, RECORDS_AT_ONCE_MAX, type KeptRecord, type RawRecord } from '#services/model/evidence.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { Origin } from '#services/model/observation.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { QuotedRecord } from '../../quote.ts';
import type { World } from '../../world.ts';
import { fetchObject } from '../turn/fetch-objects.ts';

/** Quotes records of an object, in a thread or in this one. @throws the error that reading the object raised */
export type Quote = (
  object: LogObject,
  bytes: Uint8Array,
  positions: readonly number[],
) => Promise<readonly QuotedRecord[]>;

/**
 * Reads the records that led to a finding again: the objects are fetched and decoded as in a turn, within the same
 * bounds. Only objects in the ledger are fetched: a finding's object name never becomes a path. A record that is kept
 * whole is not read again. One that is kept in part is returned if its object cannot be read.
 *
 * @param origins at most `RECORDS_AT_ONCE_MAX`
 * @param kept what is kept with the finding
 * @returns one for each origin, in the same order
 */
export async function readRecords(
  world: Pick<World, 'database' | 'objects'>,
  quote: Quote,
  origins: readonly Origin[],
  kept: readonly KeptRecord[],
): Promise<readonly RawRecord[]> {
  assert(origins.length <= RECORDS_AT_ONCE_MAX, 'Every origin may be an object to fetch: few are asked for at once.');
  const known = new Map(kept.map((record) => [placeOf(record.origin), record]));
  const found = new Map<Origin, RawRecord>();
  const others = origins.filter((origin) => known.get(placeOf(origin))?.isCut !== false);
  for (const [name, asked] of Map.groupBy(others, ({ object }) => object)) {
    const positions = [...new Set(asked.map(({ position }) => position))];
    const quoted = await quoteObject(world, quote, name, positions);
    for (const origin of asked) found.set(origin, rawRecord(origin, quoted));
  }
  return origins.flatMap((origin) => {
    const read = found.get(origin);
    const stored = known.get(placeOf(origin));
    return stored === undefined || (read !== undefined && 'text' in read) ? (read ?? []) : { ...stored, isKept: true };
  });
}

/** Names a record among those of a finding. The time tells apart records at one position of a concatenated object. */
export function placeOf({ object, position, time }: Origin): string {
  return `${object} ${position} ${time}`;
}

/** The record at an origin, up to a number of letters, among those quoted from its object. */
export function recordAt(origin: Origin, quoted: readonly QuotedRecord[], letters: number): KeptRecord | undefined {
  // Positions may repeat when an object was assembled from several; the time identifies the record.
  const record = quoted.find(({ position, time }) => position === origin.position && time === Date.parse(origin.time));
  return record && { origin, text: record.text.slice(0, letters), isCut: record.text.length > letters };
}

type Quoted = readonly QuotedRecord[] | string;

/** @returns a sentence when nothing of the object can be read */
async function quoteObject(
  { database, objects }: Pick<World, 'database' | 'objects'>,
  quote: Quote,
  name: string,
  positions: readonly number[],
): Promise<Quoted> {
  const object = await objectNamed(database.db, name);
  if (object === undefined)
    return 'Its object is no longer in the ledger: the row was older than the retention period.';
  const bytes = await fetchObject(objects, object);
  if (!(bytes instanceof Uint8Array)) return bytes.message;
  try {
    return await quote(object, bytes, positions);
  } catch (error) {
    return `Its object cannot be read: ${sentenceOf(error)}`;
  }
}

function rawRecord(origin: Origin, quoted: Quoted): RawRecord {
  if (typeof quoted === 'string') return { origin, trouble: quoted };
  const record = recordAt(origin, quoted, RAW_LETTERS_MAX);
  return record === undefined
    ? { origin, trouble: 'The object was replaced after it was read.' }
    : { ...record, isKept: false };
}
