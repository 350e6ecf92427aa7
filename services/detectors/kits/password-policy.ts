import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isFalse } from './api-call.ts';

export interface Weakness {
  readonly words: string;
  /** How much it helps whoever guesses: 1 a little, 2 much. */
  readonly weight: 1 | 2;
}

/** AWS's own default asks for 8 characters; CIS AWS Foundations for 14, and then for no kinds of characters. */
const LENGTH_DEFAULT = 8;

/**
 * In what a change leaves the password policy weak. Only what the request states counts: what the policy was before is
 * not in the record, and neither may be parameters that were not given.
 */
export function weaknesses({ eventName, requestParameters = {} }: CloudTrailRecord): readonly Weakness[] {
  if (eventName === 'DeleteAccountPasswordPolicy')
    return [{ words: 'the policy was deleted, so AWS’s default holds', weight: 2 }];
  const length = Number(requestParameters['minimumPasswordLength'] ?? NaN);
  const ageDays = Number(requestParameters['maxPasswordAge'] ?? NaN);
  return [
    ...(length < LENGTH_DEFAULT ? [{ words: `${length} characters are enough`, weight: 2 } as const] : []),
    ...KINDS.flatMap(([parameter, kind]) =>
      isFalse(requestParameters[parameter]) ? [{ words: `${kind} are not required`, weight: 1 } as const] : [],
    ),
    ...(ageDays > AGE_DAYS_MAX ? [{ words: `passwords are valid for ${ageDays} days`, weight: 1 } as const] : []),
  ];
}

const KINDS = [
  ['requireSymbols', 'symbols'],
  ['requireNumbers', 'digits'],
  ['requireUppercaseCharacters', 'capital letters'],
  ['requireLowercaseCharacters', 'small letters'],
] as const;

/** No benchmark that asks for an age asks for more than a year. */
const AGE_DAYS_MAX = 365;
