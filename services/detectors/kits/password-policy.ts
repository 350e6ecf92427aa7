import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from './api-call.ts';

export interface Weakness {
  readonly words: string;
  /** How much the weakness helps somebody who guesses: 1 a little, 2 much. */
  readonly weight: 1 | 2;
}

/** The minimum length of AWS's default policy, for an account without a policy of its own. */
const LENGTH_FAIR = 8;
/** The minimum length under a policy that names none ("UpdateAccountPasswordPolicy"). */
const LENGTH_UNNAMED = 6;
/** The minimum length of CIS AWS Foundations; from there on kinds of characters matter little. */
const LENGTH_GOOD = 14;

/**
 * The weaknesses that a change leaves in the password policy. The request replaces the policy: what it does not name
 * falls back to no requirement and six characters, whatever held before ("UpdateAccountPasswordPolicy"). A request that
 * names nothing is recorded without parameters.
 */
export function weaknesses({
  eventName,
  requestParameters = {},
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): readonly Weakness[] {
  if (eventName === 'DeleteAccountPasswordPolicy')
    return [{ words: 'the policy was deleted, so the default of AWS applies', weight: 2 }];
  const length = numberOf(requestParameters['minimumPasswordLength'] ?? LENGTH_UNNAMED);
  const ageDays = numberOf(requestParameters['maxPasswordAge']);
  const kinds = KINDS.flatMap(([parameter, kind]) => (isTrue(requestParameters[parameter]) ? [] : [kind]));
  return [
    ...(length < LENGTH_FAIR ? [{ words: `passwords of ${length} characters are accepted`, weight: 2 } as const] : []),
    ...(kinds.length > 0
      ? [{ words: `${kinds.join(', ')} are not required`, weight: kindsWeight(kinds, length) }]
      : []),
    ...(ageDays > AGE_DAYS_MAX ? [{ words: `passwords are valid for ${ageDays} days`, weight: 1 } as const] : []),
  ];
}

/** NaN compares as neither more nor less, so a parameter that is no number shows no weakness. */
function numberOf(parameter: unknown): number {
  return typeof parameter === 'number' || (typeof parameter === 'string' && parameter !== '') ? Number(parameter) : NaN;
}

function kindsWeight(kinds: readonly string[], length: number): 1 | 2 {
  return kinds.length > 1 && !(length >= LENGTH_GOOD) ? 2 : 1;
}

const KINDS = [
  ['requireSymbols', 'symbols'],
  ['requireNumbers', 'digits'],
  ['requireUppercaseCharacters', 'uppercase letters'],
  ['requireLowercaseCharacters', 'lowercase letters'],
] as const;

/** No benchmark that asks for an age asks for more than a year. */
const AGE_DAYS_MAX = 365;
