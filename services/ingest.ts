import type { Engine } from './engine/engine.ts';
import type { Work } from './engine/work.ts';
import type { Learner } from './inventory/learner.ts';
import type { LogObject, ObjectReport } from './model/log-object.ts';
import type { ReadAccounts } from './organization/read-accounts.ts';
import type { Decoder, Home } from './model/reading.ts';

/** What objects are put to: how they are read, who asks of them, and whose they are where nothing says it. */
export interface Ingestion {
  readonly decoder: Decoder;
  readonly engine: Engine;
  readonly home: Home;
  /** Told whose records are read. */
  readonly read?: Pick<ReadAccounts, 'add'>;
  /** Told of the records, too: they teach what resources are like. */
  readonly learner?: Pick<Learner, 'read'>;
}

/** Reads an object and puts its records to the detectors' questions: the one way from bytes to counted records. */
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

/** Whose records are that do not say it: the object's, as far as it is known whose that is. */
export function homeOf({ accountId, region }: Pick<LogObject, 'accountId' | 'region'>, home: Home): Home {
  return { accountId: accountId ?? home.accountId, region: region ?? home.region };
}
