import type { Engine } from './engine/engine.ts';
import type { Work } from './engine/work.ts';
import type { Learner } from './inventory/learner.ts';
import type { LogObject, ObjectReport } from './model/log-object.ts';
import type { ReadAccounts } from './organization/read-accounts.ts';
import type { Decoder, Home } from './model/reading.ts';

/** The parts that process an object: the decoder, the engine, and the account and Region of records that name none. */
export interface Ingestion {
  readonly decoder: Decoder;
  readonly engine: Engine;
  readonly home: Home;
  /** Gets the accounts whose records are read. */
  readonly read?: Pick<ReadAccounts, 'add'>;
  /** Gets the records as well: they teach facts about resources. */
  readonly learner?: Pick<Learner, 'read'>;
}

/** Reads an object and runs the detectors' questions on its records: the only way from bytes to counted records. */
export function ingest(
  { decoder, engine, home, read, learner }: Ingestion,
  object: LogObject,
  bytes: Uint8Array,
  work: Work,
): ObjectReport {
  return decoder.decode(object, bytes, homeOf(object, home), (batch, source) => {
    read?.add(batch.column('accountId'));
    engine.step(batch, object, source, work);
    learner?.read(batch, source);
  });
}

/** The account and Region of records that name none: the object's, as far as they are known. */
export function homeOf({ accountId, region }: Pick<LogObject, 'accountId' | 'region'>, home: Home): Home {
  return { ...home, accountId: accountId ?? home.accountId, region: region ?? home.region };
}
