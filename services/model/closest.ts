/** The name that the text probably means: at most a third of its letters differ. */
export function closest(given: string, names: readonly string[]): string | undefined {
  const letters = [...given];
  const [best] = names
    .map((name) => ({ name, most: Math.ceil(name.length / 3) }))
    // The difference in length is the least possible distance. So a text of a megabyte is never compared.
    .filter(({ name, most }) => name.startsWith(given) || Math.abs(name.length - letters.length) <= most)
    .map(({ name, most }) => ({
      name,
      most,
      distance: name.startsWith(given) && given.length > 1 ? 0 : distance(letters, name),
    }))
    .filter((candidate) => candidate.distance <= candidate.most)
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}

/** The number of letters to insert, drop or change to turn one text into the other. */
function distance(a: readonly string[], b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The closest name as a hint; undefined where no name is close. */
export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean ${name}?`;
}
