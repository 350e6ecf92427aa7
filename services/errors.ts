/**
 * Everything that can fail in operation: what it means, and whether trying again can help. Loops decide by `retry`,
 * never by a message. A code that goes out of use moves to `RETIRED_ERRORS` and is not used again.
 */
export const ERRORS = {
  'config-invalid': { retry: 'never', meaning: 'A setting in the file or the environment cannot be used.' },
  'turn-overtaken': {
    retry: 'later',
    meaning:
      'Another worker changed what a turn had read before the turn could write. Nothing is lost or counted twice.',
  },
  'turn-failed': {
    retry: 'later',
    meaning: 'A turn ended in a fault of the program. Its objects stay pending; the log says which and why.',
  },
  'intel-unreachable': { retry: 'later', meaning: 'A list or table could not be fetched from its address.' },
  'intel-unusable': {
    retry: 'never',
    meaning: 'What an address gave is not the list or table that is expected there.',
  },
} as const satisfies Record<string, { readonly retry: 'never' | 'later'; readonly meaning: string }>;

export type ErrorCode = keyof typeof ERRORS;

export const RETIRED_ERRORS: readonly string[] = [];

/** An operating failure. Bad input is a value, and a broken invariant is a plain `Error`. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }

  get retry(): 'never' | 'later' {
    return ERRORS[this.code].retry;
  }
}
