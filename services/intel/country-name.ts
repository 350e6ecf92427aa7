const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** English name of a country by its ISO 3166-1 alpha-2 code. */
export function countryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? NAMES.of(code) : undefined;
}
