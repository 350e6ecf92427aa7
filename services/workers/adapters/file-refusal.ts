import type { ObjectRefusal } from '#services/model/object-store.ts';

/** What an error of the file system says about a file. @throws the cause when it says nothing of the kind. */
export function fileRefusal(cause: unknown): ObjectRefusal {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return { refused: 'missing', message: 'It was there a moment ago, and is gone.' };
  if (code === 'EACCES' || code === 'EPERM')
    return { refused: 'access-denied', message: 'It may not be read: check its permissions.' };
  throw cause;
}
