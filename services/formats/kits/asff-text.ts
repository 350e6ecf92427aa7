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
export function prune(value: object): object {
  return pruned(value) ?? {};
}

function pruned(value: unknown): object | undefined {
  if (Array.isArray(value)) {
    const items = value.map(kept).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  const members = Object.entries(value ?? {})
    .map(([key, member]) => [key, kept(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

function kept(member: unknown): unknown {
  return typeof member === 'object' && member !== null ? pruned(member) : (member ?? undefined);
}
