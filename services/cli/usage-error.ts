import { Failure } from '#services/model/failure.ts';

/** The command was called incorrectly: one clear sentence, and what to do instead. */
export class UsageError extends Failure {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super('called-wrongly', message);
    this.hint = hint;
  }
}
