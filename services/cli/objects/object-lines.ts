import type { LogObjectRow } from '#db/queries/log-objects.ts';
import { nameOf } from '#services/model/log-object.ts';
import { counted } from '#services/model/numbers.ts';
import { Painted, type Line } from '../line.ts';

/** Everything that the ledger knows about one object. */
export function* objectLines(row: LogObjectRow): Generator<Line> {
  const { state, etag, troubles, attempts, nextAttemptAt, settledAt, note } = row;
  yield `${nameOf(row)}: ${state}`;
  yield `  ${[row.source ?? 'unknown kind', row.accountId ?? 'unknown account', row.region].filter(Boolean).join(' ')}, ${counted(row.sizeBytes, 'byte')}, content ${etag === '' ? 'unknown' : etag}`;
  yield `  received ${row.receivedAt.toISOString()}${settledAt === null ? '' : `, done with ${settledAt.toISOString()}`}`;
  if (state === 'pending')
    yield `  due ${nextAttemptAt.toISOString()}, after ${counted(attempts, 'fruitless attempt')}`;
  if (state === 'read') yield `  ${counted(row.records, 'record')} read, ${counted(row.unreadable, 'record')} not`;
  if (note !== null) yield `  ${note}`;
  for (const { kind, message, position, records } of troubles) {
    yield [new Painted('red', `  ${kind}`), position === undefined ? '' : ` at ${position}`, `: ${message}`];
    if (records > 0) yield `    ${counted(records, 'record')} lost to it`;
  }
  if (state === 'failed') yield `  After fixing the cause: vedette objects redrive '${nameOf(row)}'`;
}
