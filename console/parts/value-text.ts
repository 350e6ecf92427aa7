/** A setting's value as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // Ports and years have four digits, and no commas.
  if (typeof value === 'number') return value < 10_000 ? String(value) : value.toLocaleString('en');
  if (typeof value === 'object' && !Array.isArray(value)) return JSON.stringify(value);
  const text = [value]
    .flat()
    .map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each)))
    .join(', ');
  return text === '' ? 'none' : text;
}
