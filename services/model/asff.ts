/** A member of `Resources` in the AWS Security Finding Format. */
export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Details?: object;
}

/** A resource for which ASFF has no type: its id, and facts by name. */
export function otherResource(id: string, facts: Readonly<Record<string, string | undefined>>): AsffResource {
  const Other = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, line(value, 1024)]));
  return { Type: 'Other', Id: id, Details: { Other } };
}

/**
 * A string as ASFF takes it: one line, at most `max` characters, never blank (its NonEmptyString is `.*\S.*`, whose dot
 * stops at a line break). Longer text is cut with an ellipsis, for Security Hub refuses it; blank text is undefined.
 */
export function line(value: string | undefined, max: number): string | undefined {
  const text = value
    ?.toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  if (text === undefined || text === '') return undefined;
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Drops absent members and the objects and lists that are left with nothing: ASFF has no empty values. */
