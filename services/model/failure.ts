import { hours, minutes } from './time.ts';

/** The times of retries: each wait is twice the last one, up to `mostMs`. */
export interface RetryRhythm {
  readonly firstMs: number;
  readonly mostMs: number;
  /** Failed tries in a row with the same outcome; another outcome starts a new count. */
  readonly triesMax: number;
}

export const RHYTHMS = {
  /** The same request fails again until somebody changes it. */
  never: { firstMs: 0, mostMs: 0, triesMax: 1 },
  /**
   * S3 answers a read after a write consistently: an object missing three times, minutes apart, was deleted or
   * replaced.
   */
  thrice: { firstMs: minutes(1), mostMs: minutes(5), triesMax: 3 },
  /** People fix it, within hours: retries become ever rarer, but never end. */
  rarely: { firstMs: minutes(1), mostMs: hours(6), triesMax: Infinity },
  /** It recovers by itself, and then minutes count: work has piled up meanwhile. */
  soon: { firstMs: minutes(1), mostMs: minutes(5), triesMax: Infinity },
} as const satisfies Record<string, RetryRhythm>;

interface FailureRow {
  readonly retry: keyof typeof RHYTHMS;
  /** Exit of a command: `usage` means that the caller can fix it. */
  readonly exit: 'error' | 'usage';
  readonly meaning: string;
}

/**
 * Every kind of operating failure. Loops and commands decide by the kind, never by a message. Each border gives the
 * errors it meets a kind in one place: the system's files and connections in `system-error.ts`, HTTP in `kindOfStatus`,
 * AWS in `aws/aws-error.ts`, the database in `db/database-error.ts`. A kind that goes out of use moves to
 * `RETIRED_FAILURES` and is not used again.
 */
export const FAILURES = {
  'called-wrongly': { retry: 'never', exit: 'usage', meaning: 'A command was called with wrong arguments.' },
  'config-invalid': {
    retry: 'never',
    exit: 'usage',
    meaning: 'A setting in the file or the environment is not valid.',
  },
  'access-denied': {
    retry: 'rarely',
    exit: 'error',
    meaning: 'Access was denied: a permission, a role, a password or a token is missing or wrong.',
  },
  'no-credentials': {
    retry: 'soon',
    exit: 'error',
    meaning: 'There are no valid AWS credentials, or they have expired.',
  },
  missing: { retry: 'thrice', exit: 'error', meaning: 'It does not exist, or was replaced after it was listed.' },
  'over-bound': { retry: 'never', exit: 'error', meaning: 'It is larger than the limit.' },
  refused: { retry: 'never', exit: 'error', meaning: 'The other side rejected the request.' },
  unusable: { retry: 'never', exit: 'error', meaning: 'The content or the answer is not what was expected.' },
  throttled: { retry: 'soon', exit: 'error', meaning: 'Too many requests in a short time.' },
  unavailable: {
    retry: 'soon',
    exit: 'error',
    meaning: 'It does not answer, does not answer in time, or has an error of its own.',
  },
  'in-use': { retry: 'soon', exit: 'error', meaning: 'Another process is using it.' },
  'disk-full': {
    retry: 'soon',
    exit: 'error',
    meaning: 'There is no space left to write. Reading and sending pause until there is; pending work stays pending.',
  },
  'turn-overtaken': {
    retry: 'soon',
    exit: 'error',
    meaning:
      'Another worker changed what a turn had read before the turn could write its result. Nothing is lost or counted twice.',
  },
  'turn-failed': {
    retry: 'soon',
    exit: 'error',
    meaning: 'A turn failed because of a bug. Its objects stay pending; the log says which and why.',
  },
} as const satisfies Record<string, FailureRow>;
export type FailureKind = keyof typeof FAILURES;

export const RETIRED_FAILURES: readonly string[] = [];

/**
 * An operating failure. Its message tells people the problem and the remedy. Bad input is a value, and a broken
 * invariant is a plain `Error`.
 */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Whether an error is a failure of this kind. */
export function isFailure(error: unknown, kind: FailureKind): error is Failure {
  return error instanceof Failure && error.kind === kind;
}

/** The kind of failure for an HTTP status; undefined: there was no answer. */
export function kindOfStatus(status: number | undefined): FailureKind {
  if (status === undefined || status >= 500) return 'unavailable';
  if (status === 401 || status === 403) return 'access-denied';
  return status === 429 ? 'throttled' : 'refused';
}

/**
 * How long to wait before the next try.
 *
 * @param before failed tries before this one, with the same outcome
 * @returns undefined when there is to be no further try
 */
export function nextTryMs(kind: FailureKind, before: number): number | undefined {
  const rhythm: RetryRhythm = RHYTHMS[FAILURES[kind].retry];
  return before + 1 < rhythm.triesMax ? waitMs(rhythm, before) : undefined;
}

/** The wait after a number of failed tries. @param before failed tries before the last one */
export function waitMs({ firstMs, mostMs }: Pick<RetryRhythm, 'firstMs' | 'mostMs'>, before: number): number {
  return Math.min(firstMs * 2 ** before, mostMs);
}
