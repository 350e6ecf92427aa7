import { DrizzleQueryError } from 'drizzle-orm';
import { Failure } from '#services/model/failure.ts';
import { ended } from '#services/model/sentence.ts';
import { causesOf, knownError, type KnownErrors } from '#services/model/system-error.ts';
import { databaseName, isServer } from './database-name.ts';

/** What PostgreSQL and its driver call it, and what the system's errors mean to whoever set the address of a server. */
const SERVER: KnownErrors = {
  ECONNREFUSED: ['unavailable', 'nobody answers there: is PostgreSQL running?'],
  ENOENT: ['unavailable', 'there is no such socket: is PostgreSQL running?'],
  '28P01': ['access-denied', 'it does not know this user with this password'],
  '28000': ['access-denied', 'it does not let this user in'],
  '3D000': ['missing', 'there is no database of that name: create it'],
  '42501': ['access-denied', 'this user may not create tables there'],
  '53300': ['unavailable', 'it has no connection left'],
  '57P03': ['unavailable', 'it is starting or stopping'],
};

/** The driver's own timeout has no code. */
const DRIVERS_TIMEOUT = 'timeout expired';
const NO_ANSWER = { kind: 'unavailable', reason: 'it does not answer' } as const;

/** Gives an error of opening a database a kind; a failure has one, and what nobody can mend stays what it is. */
export function databaseError(url: string, error: unknown): Error {
  if (error instanceof Failure) return error;
  for (const cause of causesOf(error)) {
    const known = cause.message === DRIVERS_TIMEOUT ? NO_ANSWER : knownError(cause, isServer(url) ? SERVER : {});
    if (known !== undefined)
      return new Failure(known.kind, `${databaseName(url)} cannot be used: ${ended(known.reason)}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Whether the database ended a statement because it took longer than it may (`query_canceled`). */
export function isTimeout(error: unknown): boolean {
  return causesOf(error).some((cause) => 'code' in cause && cause.code === '57014');
}

/** An error as it may be logged: what the database said, without the statement and the values that somebody asked with. */
export function withoutStatement(error: unknown): unknown {
  const causes = causesOf(error);
  const query = causes.findIndex((cause) => cause instanceof DrizzleQueryError);
  return query < 0 ? error : (causes[query + 1] ?? new Error('A query failed, and nothing says why.'));
}
