import { causesOf, knownError, type KnownError } from './system-error.ts';

/** What is the matter, to be put behind a colon or in brackets by who has said where. Libraries throw whatever they like. */
export function reasonOf(error: unknown): string {
  const told = tellingOf(error);
  return knownError(told)?.reason ?? messageOf(told);
}

/** What is the matter, and where. */
export function sentenceOf(error: unknown): string {
  const told = tellingOf(error);
  const known = knownError(told);
  return known === undefined ? messageOf(told) : knownSentence(known);
}

function knownSentence({ reason, place }: KnownError): string {
  return `${place === undefined ? '' : `${place}: `}${ended(reason)}`;
}

/** A reason as the end of a sentence. */
export function ended(reason: string): string {
  return reason.endsWith('?') ? reason : `${reason}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What `fetch` says of everything. */
const FETCH_FAILED = 'fetch failed';

/** The error that says what is the matter: of one without words, or with none of its own, what caused it. */
function tellingOf(error: unknown): unknown {
  if (!(error instanceof Error) || (error.message !== '' && error.message !== FETCH_FAILED)) return error;
  const [, ...causes] = causesOf(error);
  return causes.find((cause) => knownError(cause) !== undefined) ?? causes[0] ?? error;
}
