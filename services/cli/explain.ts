import process from 'node:process';
import { AppError } from '../errors.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { isKnown, reasonOf } from './reason.ts';
import { UsageError } from './usage-error.ts';

export interface Explained {
  /** What went wrong, and what to do. */
  readonly said: readonly string[];
  readonly exit: ExitCode;
}

/** An error in the words of whoever called us. Where in the program it came up is only said to who asks for it. */
export function explain(error: unknown): Explained {
  if (error instanceof UsageError)
    return { said: [error.message, ...(error.hint === undefined ? [] : [error.hint])], exit: EXIT.usage };
  if (error instanceof AppError && error.code === 'config-invalid')
    return { said: error.message.split('\n'), exit: EXIT.usage };
  if (error instanceof Error && error.name === 'CLIError') return { said: [error.message], exit: EXIT.usage };
  const debug = process.env['LOG_LEVEL'] === 'debug' && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return { said: [`vedette: ${sentence(error)}`, ...debug], exit: EXIT.error };
}

/** What carries a code is nobody's fault in here and says it all; the system's own need a translation. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = chain(error).find(isKnown);
  if (error.message !== '' && (known === undefined || !('syscall' in known) || known !== error)) return error.message;
  if (known === undefined) return `${error.name}: set LOG_LEVEL=debug to see where.`;
  const place = 'path' in known ? String(known.path) : 'address' in known ? String(known.address) : undefined;
  return `${place === undefined ? '' : `${place}: `}${reasonOf(known)}.`;
}

/** The error, what caused it, and what caused that. */
function chain(error: Error): readonly Error[] {
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...causes.filter((cause) => cause instanceof Error).flatMap(chain)];
}
