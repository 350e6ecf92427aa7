/** English name of a country by its ISO 3166-1 alpha-2 code. */
export function countryName(code: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  // Made when it is first asked: to make it takes as long as starting to read a file.
  names ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const name = known.get(code) ?? names.of(code);
  if (name !== undefined) known.set(code, name);
  return name;
}

let names: Intl.DisplayNames | undefined;
const known = new Map<string, string>();
