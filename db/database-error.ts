/** A database that cannot be used, in a sentence for whoever runs us. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** What PostgreSQL, its driver and the system call it, and what it means to whoever set the address. */
const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there: is PostgreSQL running?',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'names of hosts cannot be looked up: is there a network?',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
  ECONNRESET: 'it cut the connection',
  ENOENT: 'there is no such socket: is PostgreSQL running?',
  EACCES: 'permission is denied',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted: name its authority with NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted: name its authority with NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted: name its authority with NODE_EXTRA_CA_CERTS',
  '28P01': 'it does not know this user with this password',
  '28000': 'it does not let this user in',
  '3D000': 'there is no database of that name: create it',
  '42501': 'this user may not create tables there',
  '53300': 'it has no connection left',
  '57P03': 'it is starting or stopping',
};

/** @param name of the database, without a password */
export function databaseError(name: string, error: unknown): Error {
  for (
    let cause = error;
    cause instanceof Error;
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause
  ) {
    // The driver's own timeout has no code.
    const code = 'code' in cause ? String(cause.code) : cause.message === 'timeout expired' ? 'ETIMEDOUT' : '';
    const meaning = MEANINGS[code];
    if (meaning !== undefined)
      return new DatabaseError(`${name} cannot be used: ${meaning.endsWith('?') ? meaning : `${meaning}.`}`, {
        cause: error,
      });
  }
  return error instanceof Error ? error : new Error(String(error));
}
