import { sentenceOf } from '#services/model/sentence.ts';
import { commitTurn, emptyTurn } from '#db/queries/commit.ts';
import { nameOf, type LogObject, type TroubleKind } from '#services/model/log-object.ts';
import type { World } from '../../world.ts';
import { failedReport } from './fetch-objects.ts';
import { OverBudget, ThinkerDied } from '../thinking/thinker.ts';

/**
 * Gives up an object that breaks its readers, at once and for good: the ledger says that it failed, and why, so that
 * neither the next turn nor another process tries it again.
 */
export async function setAside(
  { database, log, now, newId }: World,
  partition: string,
  object: LogObject,
  error: unknown,
): Promise<void> {
  log.error('object-set-aside', { object: nameOf(object), error });
  const trouble = { kind: kindOf(error), message: messageOf(error), position: undefined, records: 0 };
  const turn = {
    ...emptyTurn({ id: newId(), partition, now: now() }),
    reports: [failedReport(object, trouble)],
  };
  // If another process was faster, it has already written the result.
  await commitTurn(database.db, turn, async () => {});
}

function kindOf(error: unknown): TroubleKind {
  return error instanceof OverBudget ? 'over-budget' : 'unreadable-object';
}

function messageOf(error: unknown): string {
  const message = sentenceOf(error);
  if (error instanceof OverBudget) return message;
  if (error instanceof ThinkerDied)
    return `A worker that read only this object died, twice; please report this. ${message}`;
  return `Reading it crashes Vedette, which is a bug: please report it. ${message}`;
}
