/** What was found, in the order of the ids that were asked for; null where nothing was found. */
export function inOrder<Row extends { readonly id: string }>(
  ids: readonly string[],
  found: readonly Row[],
): readonly (Row | null)[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
