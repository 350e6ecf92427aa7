import type { ObjectRefusal } from '#services/model/object-store.ts';
import { READER_BOUNDS } from '#services/reader/bounds.ts';

/** Why a file of this size is not even opened; undefined when it is for the reader to say, which takes more plain text than gzip. */
export function tooLarge(sizeBytes: number): ObjectRefusal | undefined {
  const { outMax } = READER_BOUNDS;
  if (sizeBytes <= outMax) return undefined;
  const message = `It has ${sizeBytes} bytes, more than the ${outMax} that are read of one file: split it, or compress it.`;
  return { refused: 'over-bound', message };
}

/** What an error of the file system says about a file. @throws the cause when it says nothing of the kind. */
export function fileRefusal(cause: unknown): ObjectRefusal {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return { refused: 'missing', message: 'It was there a moment ago, and is gone.' };
  if (code === 'EACCES' || code === 'EPERM')
    return { refused: 'access-denied', message: 'It may not be read: check its permissions.' };
  throw cause;
}
