import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isFalse } from './api-call.ts';

export interface Weakness {
  readonly words: string;
  /** How much it helps whoever guesses: 1 a little, 2 much. */
  readonly weight: 1 | 2;
}

/** What AWS's own default asks for. */
const LENGTH_DEFAULT = 8;
/** What CIS AWS Foundations asks for; then kinds of characters matter little. */
const LENGTH_GOOD = 14;

/**
 * In what a change leaves the password policy weak. Only what the request states counts: what the policy was before is
 * not in the record, and neither may be parameters that were not given.
 */
export function weaknesses({
  eventName,
  requestParameters = {},
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): readonly Weakness[] {
  if (eventName === 'DeleteAccountPasswordPolicy')
    return [{ words: 'the policy was deleted, so AWS’s default holds', weight: 2 }];
  const length = numberOf(requestParameters['minimumPasswordLength']);
  const ageDays = numberOf(requestParameters['maxPasswordAge']);
  const kinds = KINDS.flatMap(([parameter, kind]) => (isFalse(requestParameters[parameter]) ? [kind] : []));
  return [
    ...(length < LENGTH_DEFAULT ? [{ words: `${length} characters are enough`, weight: 2 } as const] : []),
    ...(kinds.length > 0
      ? [{ words: `${kinds.join(', ')} are not required`, weight: kindsWeight(kinds, length) }]
      : []),
    ...(ageDays > AGE_DAYS_MAX ? [{ words: `passwords are valid for ${ageDays} days`, weight: 1 } as const] : []),
  ];
}

/** NaN compares as neither more nor less: what is no number says nothing. */
function numberOf(parameter: unknown): number {
  return typeof parameter === 'number' || (typeof parameter === 'string' && parameter !== '') ? Number(parameter) : NaN;
}

function kindsWeight(kinds: readonly string[], length: number): 1 | 2 {
  return kinds.length > 1 && !(length >= LENGTH_GOOD) ? 2 : 1;
}

const KINDS = [
  ['requireSymbols', 'symbols'],
  ['requireNumbers', 'digits'],
  ['requireUppercaseCharacters', 'capital letters'],
  ['requireLowercaseCharacters', 'small letters'],
] as const;

/** No benchmark that asks for an age asks for more than a year. */
const AGE_DAYS_MAX = 365;
