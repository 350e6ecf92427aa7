import { DrizzleQueryError } from 'drizzle-orm';
import { Failure } from '#services/model/failure.ts';
import { ended } from '#services/model/sentence.ts';
import { causesOf, knownError, type KnownErrors } from '#services/model/system-error.ts';
import { databaseName, isServer } from './database-name.ts';

/**
 * Error codes of PostgreSQL, its driver and the system, and what they mean to the person who set the server's address.
 */
const SERVER: KnownErrors = {
  ECONNREFUSED: ['unavailable', 'the connection was refused: is PostgreSQL running?'],
  ENOENT: ['unavailable', 'there is no such socket: is PostgreSQL running?'],
  '28P01': ['access-denied', 'it does not know this user with this password'],
  '28000': ['access-denied', 'it does not let this user in'],
  '3D000': ['missing', 'there is no database of that name: create it'],
  '42501': ['access-denied', 'this user may not create tables there'],
  '53300': ['unavailable', 'it has no connection left'],
  '57P03': ['unavailable', 'it is starting or stopping'],
};

/** The driver's own timeout has no code, only this message. */
const DRIVERS_TIMEOUT = 'timeout expired';
const NO_ANSWER = { kind: 'unavailable', reason: 'it does not answer' } as const;

/**
 * Turns an error of opening a database into a `Failure` of the right kind. Failures and unknown errors stay as they
 * are.
 */
export function databaseError(url: string, error: unknown): Error {
  if (error instanceof Failure) return error;
  for (const cause of causesOf(error)) {
    const known = cause.message === DRIVERS_TIMEOUT ? NO_ANSWER : knownError(cause, isServer(url) ? SERVER : {});
    if (known !== undefined)
      return new Failure(known.kind, `${databaseName(url)} cannot be used: ${ended(known.reason)}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Whether the database cancelled a statement because it exceeded its time limit (`query_canceled`). */
export function isTimeout(error: unknown): boolean {
  return causesOf(error).some((cause) => 'code' in cause && cause.code === '57014');
}

/** An error that is safe to log: the database's message, without the statement and its parameters. */
export function withoutStatement(error: unknown): unknown {
  const causes = causesOf(error);
  const query = causes.findIndex((cause) => cause instanceof DrizzleQueryError);
  return query < 0 ? error : (causes[query + 1] ?? new Error('A query failed, and nothing says why.'));
}
