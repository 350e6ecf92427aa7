/**
 * A value as PostgreSQL writes it after storing it as `jsonb`, in UTF-8, so that code and database compare the same
 * text. PostgreSQL, "JSON Types": the shorter name of a member comes first, and of equally long ones the one with the
 * smaller bytes.
 */
export function jsonbText(value: unknown): Buffer {
  return Buffer.from(textOf(value));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => ({ name: Buffer.from(name), text: `${JSON.stringify(name)}: ${textOf(member)}` }))
    .toSorted((a, b) => a.name.length - b.name.length || Buffer.compare(a.name, b.name));
  return `{${members.map(({ text }) => text).join(', ')}}`;
}
