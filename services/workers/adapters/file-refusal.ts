import type { ObjectRefusal } from '#services/model/object-store.ts';
import { knownError } from '#services/model/system-error.ts';

/** What an error of the file system says about a file. @throws the cause when it says nothing of the kind. */
export function fileRefusal(cause: unknown): ObjectRefusal {
  const kind = knownError(cause)?.kind;
  if (kind === 'missing') return { refused: kind, message: 'It was there a moment ago, and is gone.' };
  if (kind === 'access-denied') return { refused: kind, message: 'It may not be read: check its permissions.' };
  throw cause;
}
