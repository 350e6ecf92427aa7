import type { FailureKind } from './failure.ts';

/** Meanings of error codes: the kind of failure, and the reason to put behind a colon. */
export type KnownErrors = Readonly<Record<string, readonly [kind: FailureKind, reason: string]>>;

const UNTRUSTED = [
  'refused',
  'its certificate is not trusted: add its authority with NODE_EXTRA_CA_CERTS',
] as const satisfies KnownErrors[string];

/** Errors of the operating system for files and connections, and errors of TLS. */
const SYSTEM: KnownErrors = {
  EACCES: ['access-denied', 'permission is denied'],
  EPERM: ['access-denied', 'permission is denied'],
  ENOENT: ['missing', 'it does not exist'],
  EISDIR: ['refused', 'it is a folder'],
  ENOTDIR: ['refused', 'part of the path is not a folder'],
  EEXIST: ['refused', 'it already exists'],
  ENOTEMPTY: ['refused', 'the folder is not empty'],
  EROFS: ['refused', 'it is read-only'],
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the quota of this user is used up'],
  EMFILE: ['unavailable', 'too many files are open: raise the limit (ulimit -n)'],
  ELOOP: ['refused', 'its symbolic links form a loop'],
  ENAMETOOLONG: ['refused', 'the name is too long'],
  EADDRINUSE: ['in-use', 'another process uses the port'],
  EADDRNOTAVAIL: ['refused', 'this machine has no such address'],
  ECONNREFUSED: ['unavailable', 'the connection was refused'],
  ECONNRESET: ['unavailable', 'the connection was interrupted'],
  ENOTFOUND: ['unavailable', 'there is no host with that name'],
  EAI_AGAIN: ['unavailable', 'host names cannot be looked up: is there a network connection?'],
  ENETUNREACH: ['unavailable', 'it cannot be reached: is there a network connection?'],
  EHOSTUNREACH: ['unavailable', 'it cannot be reached: is there a network connection?'],
  ETIMEDOUT: ['unavailable', 'it does not answer'],
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
};

export interface KnownError {
  readonly kind: FailureKind;
  /** The reason, to go behind a colon. */
  readonly reason: string;
  /** The path, the host or the address concerned. */
  readonly place: string | undefined;
}

/** @param more codes that the caller knows in addition, or whose meaning it knows better */
export function knownError(error: unknown, more: KnownErrors = {}): KnownError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const known = new Map(Object.entries({ ...SYSTEM, ...more })).get(String(error.code));
  if (known === undefined) return undefined;
  const [kind, reason] = known;
  return { kind, reason, place: placeOf(error) };
}

function placeOf(error: Error): string | undefined {
  if ('path' in error) return String(error.path);
  if ('hostname' in error) return String(error.hostname);
  return 'address' in error ? String(error.address) : undefined;
}

/** The error, its cause, the cause of that, and so on. */
export function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...causes.flatMap(causesOf)];
}
