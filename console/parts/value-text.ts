/** A setting's value for people to read. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // No thousands separators for numbers of four digits, which may be ports or years.
  if (typeof value === 'number') return value < 10_000 ? String(value) : value.toLocaleString('en');
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.keys(value).length === 0 ? 'none' : JSON.stringify(value);
  const text = [value]
    .flat()
    .map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each)))
    .join(', ');
  return text === '' ? 'none' : text;
}
