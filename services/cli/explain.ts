import process from 'node:process';
import { Failure, FAILURES } from '#services/model/failure.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

export interface Explained {
  /** The cause, and what to do. */
  readonly said: readonly string[];
  readonly exit: ExitCode;
}

/** An error in words for the person who ran the command. The stack trace is only shown with `LOG_LEVEL=debug`. */
export function explain(error: unknown): Explained {
  if (error instanceof UsageError)
    return { said: [error.message, ...(error.hint === undefined ? [] : [error.hint])], exit: EXIT.usage };
  if (error instanceof Error && isUsage(error)) return { said: error.message.split('\n'), exit: EXIT.usage };
  const debug = process.env['LOG_LEVEL'] === 'debug' && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return { said: [`vedette: ${sentence(error)}`, ...debug], exit: EXIT.error };
}

/** citty's own errors have the name `CLIError`. */
function isUsage(error: Error): boolean {
  return error instanceof Failure ? FAILURES[error.kind].exit === 'usage' : error.name === 'CLIError';
}

function sentence(error: unknown): string {
  const said = sentenceOf(error);
  return said === '' && error instanceof Error ? `${error.name}: set LOG_LEVEL=debug to see where.` : said;
}
