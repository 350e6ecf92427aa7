/** The rows in the order of the requested ids; null where there is none. */
export function inOrder<Row extends { readonly id: string }>(
  ids: readonly string[],
  found: readonly Row[],
): readonly (Row | null)[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
