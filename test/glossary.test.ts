import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Holds the code to `docs/glossary.md`: each of its names is declared once, and the words it replaced are gone. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(`${ROOT}/docs/glossary.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| word') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const names = rows.flatMap(([, , , code = '']) => Array.from(code.matchAll(/`(\w+)`/g), ([, name = '']) => name));

const files = ['services', 'db', 'graphql']
  .flatMap((folder) => readdirSync(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('migrations'))
  .map((entry) => ({
    path: `${entry.parentPath}/${entry.name}`.slice(ROOT.length),
    text: readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'),
  }));

/** Types and classes, by name: where they are declared. */
const declared = Map.groupBy(
  files.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm), ([, name = '']) => ({
      name,
      path,
    })),
  ),
  ({ name }) => name,
);

test('a word stands for one thing: its row is there once', () => {
  const words = rows.map(([, word]) => word);
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  expect(words.length).toBeGreaterThan(40);
});

test('no two types that the model gives to others have one name', () => {
  const exported = files
    .filter(({ path }) => path.startsWith('services/model/'))
    .flatMap(({ text }) =>
      Array.from(text.matchAll(/^export (?:interface|type|class) (\w+)/gm), ([, name = '']) => name),
    );
  expect(exported.length).toBeGreaterThan(200);
  expect(exported.filter((name, i) => exported.indexOf(name) !== i)).toEqual([]);
});

test.each(names.filter((name) => /^[A-Z]/.test(name)))('%s is declared in one place', (name) => {
  expect(declared.get(name)?.map(({ path }) => path)).toHaveLength(1);
});

test.each(names.filter((name) => /^[a-z]/.test(name)))('%s is in use', (name) => {
  expect(files.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text))).toBe(true);
});

/** Words that mean nothing to newcomers, and words that stood for several things, each with its replacement. */
const GONE = {
  'shelf|TallyShelf': 'spill',
  'Sheet|sheets?': 'decoded batch',
  'Piles|piles': 'counting sort',
  Slots: 'combination index',
  mute: 'missing lists',
  'leftOut|LeftOut': 'skipped',
  'untold|silenced': 'deduplication overflow, trusted and skipped',
  'sighting|Sighting': 'summary',
  'Place|Found|Told': 'location, membership, home; what was found, by its name',
} as const;

test.each(Object.entries(GONE))('nobody says %s: it is "%s"', (words) => {
  const word = new RegExp(`(?<![\\w/-])(?:${words})(?![\\w-])`);
  const offenders = files.filter(
    ({ path, text }) => !path.includes('reader/assembly') && word.test(withoutProse(text)),
  );
  expect(offenders.map(({ path }) => path)).toEqual([]);
});

/** Leaves out comments and texts: in prose such a word has its ordinary meaning. */
function withoutProse(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'|`[^`]*`/gm, '');
}
