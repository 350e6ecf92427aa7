import assert from 'node:assert/strict';
import { objectNamed } from '#db/queries/log-objects.ts';
import { RAW_LETTERS_MAX, RECORDS_AT_ONCE_MAX, type RawRecord } from '#services/model/evidence.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { Origin } from '#services/model/observation.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { QuotedRecord } from '../quote.ts';
import type { World } from '../world.ts';
import { fetchObject } from './turn/fetch-objects.ts';

/** Quotes records of an object, in a thread or in this one. @throws the error that reading the object raised */
export type Quote = (
  object: LogObject,
  bytes: Uint8Array,
  positions: readonly number[],
) => Promise<readonly QuotedRecord[]>;

/**
 * Reads the records that led to a finding again: the objects are fetched and decoded as in a turn, within the same
 * bounds. Only objects in the ledger are fetched: a finding's object name never becomes a path.
 *
 * @param origins at most `RECORDS_AT_ONCE_MAX`
 * @returns one for each origin, in the same order
 */
export async function readRecords(
  world: Pick<World, 'database' | 'objects'>,
  quote: Quote,
  origins: readonly Origin[],
): Promise<readonly RawRecord[]> {
  assert(origins.length <= RECORDS_AT_ONCE_MAX, 'Every origin may be an object to fetch: few are asked for at once.');
  const found = new Map<Origin, RawRecord>();
  for (const [name, asked] of Map.groupBy(origins, ({ object }) => object)) {
    const positions = [...new Set(asked.map(({ position }) => position))];
    const quoted = await quoteObject(world, quote, name, positions);
    for (const origin of asked) found.set(origin, rawRecord(origin, quoted));
  }
  return origins.flatMap((origin) => found.get(origin) ?? []);
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
  // Positions may repeat when an object was assembled from several; the time identifies the record.
  const record = quoted.find(({ position, time }) => position === origin.position && time === Date.parse(origin.time));
  if (record === undefined) return { origin, trouble: 'The object was replaced after it was read.' };
  const { text } = record;
  return { origin, text: text.slice(0, RAW_LETTERS_MAX), isCut: text.length > RAW_LETTERS_MAX };
}
