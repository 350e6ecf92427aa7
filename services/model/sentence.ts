import { causesOf, knownError, type KnownError } from './system-error.ts';

/** The reason of an error, to go behind a colon or in brackets. Libraries may throw any value. */
export function reasonOf(error: unknown): string {
  const told = tellingOf(error);
  return knownError(told)?.reason ?? messageOf(told);
}

/** The reason of an error and its place, as a sentence. */
export function sentenceOf(error: unknown): string {
  const told = tellingOf(error);
  const known = knownError(told);
  return known === undefined ? messageOf(told) : knownSentence(known);
}

function knownSentence({ reason, place }: KnownError): string {
  return `${place === undefined ? '' : `${place}: `}${ended(reason)}`;
}

/** Ends a reason with a full stop, unless it is a question. */
export function ended(reason: string): string {
  return reason.endsWith('?') ? reason : `${reason}.`;
}

/** Libraries also throw plain objects: copies of errors. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** The message of `fetch` for every failure. */
const FETCH_FAILED = 'fetch failed';

/** The error with the actual reason: where an error has no message, or no specific one, its cause. */
function tellingOf(error: unknown): unknown {
  if (!(error instanceof Error) || (error.message !== '' && error.message !== FETCH_FAILED)) return error;
  const [, ...causes] = causesOf(error);
  return causes.find((cause) => knownError(cause) !== undefined) ?? causes[0] ?? error;
}
