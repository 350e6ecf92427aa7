import { sentenceOf } from '#services/model/sentence.ts';

/** What the system's errors with files and connections mean, to be put behind a colon. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'there is nothing of that name',
  EISDIR: 'it is a folder',
  ENOTDIR: 'something on the way there is no folder',
  EEXIST: 'there is something of that name already',
  ENOTEMPTY: 'the folder is not empty',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'there is no room left for this user',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ELOOP: 'its links lead round in circles',
  ENAMETOOLONG: 'the name is too long',
  EADDRINUSE: 'the port is taken by another process',
  EADDRNOTAVAIL: 'this machine has no such address',
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'names of hosts cannot be looked up: is there a network?',
  ENETUNREACH: 'there is no way there: is there a network?',
  EHOSTUNREACH: 'there is no way there: is there a network?',
  ETIMEDOUT: 'it did not answer in time',
};

/** Why something could not be done, as the system says it. */
export function reasonOf(cause: unknown): string {
  const meaning = MEANINGS[codeOf(cause) ?? ''];
  if (meaning !== undefined) return meaning;
  return sentenceOf(cause);
}

/** An error of the system that is known here. */
export function isKnown(cause: unknown): cause is Error {
  return cause instanceof Error && Object.hasOwn(MEANINGS, codeOf(cause) ?? '');
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
