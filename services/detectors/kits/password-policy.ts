import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from './api-call.ts';

export interface Weakness {
  readonly words: string;
  /** How much it helps whoever guesses: 1 a little, 2 much. */
  readonly weight: 1 | 2;
}

/** What AWS asks for where an account has no policy of its own. */
const LENGTH_FAIR = 8;
/** What a policy asks for that names no length ("UpdateAccountPasswordPolicy"). */
const LENGTH_UNNAMED = 6;
/** What CIS AWS Foundations asks for; then kinds of characters matter little. */
const LENGTH_GOOD = 14;

/**
 * In what a change leaves the password policy weak. The request replaces the policy: what it does not name falls back to
 * no requirement and six characters, whatever held before ("UpdateAccountPasswordPolicy"). A request that names nothing
 * is recorded without parameters.
 */
export function weaknesses({
  eventName,
  requestParameters = {},
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): readonly Weakness[] {
  if (eventName === 'DeleteAccountPasswordPolicy')
    return [{ words: 'the policy was deleted, so AWS’s default holds', weight: 2 }];
  const length = numberOf(requestParameters['minimumPasswordLength'] ?? LENGTH_UNNAMED);
  const ageDays = numberOf(requestParameters['maxPasswordAge']);
  const kinds = KINDS.flatMap(([parameter, kind]) => (isTrue(requestParameters[parameter]) ? [] : [kind]));
  return [
    ...(length < LENGTH_FAIR ? [{ words: `${length} characters are enough`, weight: 2 } as const] : []),
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
