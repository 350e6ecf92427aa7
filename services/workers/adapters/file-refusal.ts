import type { ObjectRefusal } from '#services/model/object-store.ts';
import { knownError } from '#services/model/system-error.ts';

/** The refusal that an error of the file system stands for. @throws the cause when it stands for none */
export function fileRefusal(cause: unknown): ObjectRefusal {
  const kind = knownError(cause)?.kind;
  if (kind === 'missing') return { refused: kind, message: 'It was deleted a moment ago.' };
  if (kind === 'access-denied')
    return { refused: kind, message: 'Reading it is not permitted: check its permissions.' };
  throw cause;
}
