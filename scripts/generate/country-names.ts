// English names of countries, from the data of this runtime: asking it at start would take as long as beginning to read
// a file.
const LETTERS = Array.from({ length: 26 }, (_, i) => String.fromCodePoint(65 + i));

/** The module with the names, by its path. */
export function countryNames(): readonly (readonly [path: string, content: string])[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const lines = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [`  ${code}: ${quoted(name)},`];
  });
  return [
    [
      'services/intel/country-names.ts',
      `// Written by npm run generate.

/** English names of countries by ISO 3166-1 alpha-2 code. */
export const COUNTRY_NAMES: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
    ],
  ];
}

function quoted(name: string): string {
  return name.includes("'") ? JSON.stringify(name) : `'${name}'`;
}
