/** Drops absent members and the objects and lists that are left with nothing: ASFF has no empty values, and OCSF no empty objects. */
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
