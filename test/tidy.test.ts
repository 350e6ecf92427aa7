import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROGRAM_SETTINGS } from '#services/config/program.ts';

/** The house rules, by reading the source. Each failure names the file, so that nobody has to know the rules by heart. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CODE = ['services', 'graphql', 'db', 'console', 'infra', 'test', 'bench', 'scripts'];

/** Room → the rooms it may import. `sdk`: the AWS SDK; `drizzle`: the ORM. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  reader: ['model'],
  tallies: ['model'],
  behaviour: ['model', 'sources', 'resources'],
  intel: ['model'],
  resources: ['model'],
  actions: ['model'],
  formats: ['model', 'resources', 'actions'],
  organization: ['model'],
  simulation: ['model'],
  sources: ['model', 'reader', 'actions'],
  detectors: ['model', 'sources', 'resources', 'behaviour'],
  engine: ['model', 'tallies'],
  inventory: ['model', 'sources', 'resources'],
  aws: ['model', 'inventory', 'sdk'],
  sinks: ['model', 'aws'],
  cases: ['model', 'resources', 'actions', 'intel'],
  db: ['model', 'cases', 'drizzle'],
  graphql: ['model', 'cases', 'resources', 'actions', 'sources', 'formats', 'organization', 'db'],
  console: ['model'],
};
const PURE = [
  'model',
  'reader',
  'sources',
  'tallies',
  'behaviour',
  'detectors',
  'engine',
  'inventory',
  'intel',
  'resources',
  'actions',
  'formats',
  'organization',
  'cases',
  'simulation',
];
const BANNED_IN_PURE: readonly [RegExp, string][] = [
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\./, 'a clock'],
  [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'randomness'],
  [/\bprocess\./, 'the process'],
  [/\bfetch\(|'node:(fs|net|http|https|child_process|worker_threads|os)/, 'the outside'],
  [/\basync\b|\bawait\b/, 'a promise'],
];
const LINES_MAX = 400;

interface File {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Source without comments: words in prose are no violation. */
  readonly code: string;
}

const files: readonly File[] = CODE.flatMap((folder) =>
  readdirSync(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replaceAll('\\', '/').replace(/^\//, ''))
    .filter((path) => !path.startsWith('services/reader/assembly/') && !path.startsWith('db/migrations/'))
    .map((path) => {
      const text = readFileSync(`${ROOT}/${path}`, 'utf8');
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
      return { path, room: roomOf(path), text, code };
    }),
);

function roomOf(path: string): string {
  const [top, room] = path.split('/');
  return top === 'services' && path.split('/').length > 2 ? (room ?? '') : (top ?? '');
}

function importsOf(file: File): readonly string[] {
  return [...file.code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function targetOf(specifier: string): string {
  if (specifier.startsWith('@aws-sdk/') || specifier.startsWith('@smithy/')) return 'sdk';
  if (specifier.startsWith('drizzle-orm')) return 'drizzle';
  if (!specifier.startsWith('#')) return '';
  return roomOf(specifier.slice(1));
}

function offenders(check: (file: File) => readonly string[]): readonly string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

describe('rooms', () => {
  test('every arrow between rooms is one that the plan allows', () => {
    expect(
      offenders(({ path, room, ...rest }) => {
        const allowed = MAY_IMPORT[room];
        if (allowed === undefined) return [];
        return importsOf({ path, room, ...rest })
          .map((specifier) => ({ specifier, target: targetOf(specifier) }))
          .filter(({ target }) => target !== '' && target !== room && !allowed.includes(target))
          .map(({ specifier }) => `${room} may not import ${specifier}`);
      }),
    ).toEqual([]);
  });

  test('only services/aws imports the AWS SDK, only db imports drizzle (queries of the queue aside)', () => {
    expect(
      offenders((file) =>
        importsOf(file)
          .filter((specifier) => {
            const target = targetOf(specifier);
            if (['test', 'bench'].includes(file.room)) return false;
            return (target === 'sdk' && file.room !== 'aws') || (target === 'drizzle' && file.room !== 'db');
          })
          .map((specifier) => `imports ${specifier}`),
      ),
    ).toEqual([]);
  });

  test('what the API asks of the database about accounts, it asks within a scope', () => {
    const asked = files
      .filter(({ room }) => room === 'graphql')
      .flatMap(({ code }) => [...code.matchAll(/import (?!type )\{([^}]*)\} from '#(db\/queries\/[^']+)'/g)])
      .flatMap(([, names = '', path = '']) => names.split(',').map((name) => ({ name: name.trim(), path })))
      .filter(({ name, path }) => name !== '' && !name.startsWith('type ') && !path.startsWith('db/queries/access/'));
    expect(asked.length).toBeGreaterThan(5);
    const unscoped = asked.filter(({ name, path }) => {
      const { code = '' } = files.find((file) => file.path === path) ?? {};
      return !new RegExp(`export async function ${name}\\(\\s*(db|tx): Db,\\s*scope: ViewerScope\\b`).test(code);
    });
    expect(unscoped).toEqual([]);
  });

  test('imports across rooms are absolute, imports within a room relative', () => {
    expect(
      offenders((file) =>
        importsOf(file).flatMap((specifier) => {
          if (specifier.startsWith('#') && MAY_IMPORT[file.room] !== undefined && targetOf(specifier) === file.room)
            return [`${specifier} is in the same room: write it relative`];
          if (!specifier.startsWith('.')) return [];
          const target = new URL(specifier, `file:///${file.path}`).pathname.slice(1);
          const free = ['test', 'bench', 'scripts'].includes(file.room) || !file.path.includes('/');
          return !free && roomOf(target) !== file.room && MAY_IMPORT[file.room] !== undefined
            ? [`${specifier} leaves the room: write #${target}`]
            : [];
        }),
      ),
    ).toEqual([]);
  });

  test('every setting of the program is read by somebody', () => {
    const readers = files.filter(({ path }) => path.startsWith('services/') && !path.startsWith('services/config/'));
    const unread = Object.keys(PROGRAM_SETTINGS).filter(
      (name) => !readers.some(({ code }) => new RegExp(`(?:\\.|[{,]\\s*)${name}\\b`).test(code)),
    );
    expect(unread).toEqual([]);
  });

  test('detectors import no other detector', () => {
    expect(
      offenders((file) =>
        file.room !== 'detectors' || file.path.includes('/kits/')
          ? []
          : importsOf(file).filter((specifier) => specifier.startsWith('.') && !specifier.includes('/kits/')),
      ),
    ).toEqual([]);
  });

  test('what the API is answered from knows no clock but the one it is given: kept answers rest on that', () => {
    const clock =
      /\bDate\.now\b|\bnew Date\(\)|\bnow\(\)|\b(current|clock|transaction|statement|local)_?time(stamp)?\b/i;
    expect(
      offenders(({ path, code }) => {
        const pattern = path.startsWith('db/queries/') ? clock : /\bDate\.now\b|\bnew Date\(\)/;
        return /^(db\/queries|graphql\/types)\//.test(path) && pattern.test(code) ? ['uses a clock'] : [];
      }),
    ).toEqual([]);
  });

  test('pure rooms know no clock, no chance, no process, no I/O and no promise', () => {
    expect(
      offenders((file) =>
        PURE.includes(file.room)
          ? BANNED_IN_PURE.filter(([pattern]) => pattern.test(file.code)).map(([, what]) => `uses ${what}`)
          : [],
      ),
    ).toEqual([]);
  });
});

describe('style', () => {
  test('files are short', () => {
    expect(
      offenders(({ text }) => {
        const lines = text.split('\n').length;
        return lines > LINES_MAX ? [`${lines} lines, at most ${LINES_MAX}: is it one thing?`] : [];
      }),
    ).toEqual([]);
  });

  test('file names are kebab-case and no name is a bag', () => {
    expect(
      offenders(({ path }) => {
        const name = path.split('/').at(-1) ?? '';
        if (!/^[a-z0-9]+([.-][a-z0-9]+)*(\.d)?\.(tsx?|mjs)$/.test(name)) return ['is not kebab-case'];
        return /^(utils?|helpers?|common|misc|manager|base)\b/.test(name) ? ['says nothing about what it is for'] : [];
      }),
    ).toEqual([]);
  });

  test('no type is silenced', () => {
    expect(
      offenders(({ path, code }) => {
        if (path === 'test/tidy.test.ts') return [];
        return [/@ts-(ignore|expect-error|nocheck)/, /oxlint-disable|eslint-disable/, /\bas any\b|: any\b/]
          .filter((pattern) => pattern.test(code) || (pattern.source.startsWith('@ts') && pattern.test(path)))
          .map((pattern) => `contains ${pattern.source}`);
      }),
    ).toEqual([]);
  });

  test('nothing is left undone or switched off', () => {
    expect(
      offenders(({ path, text }) =>
        path === 'test/tidy.test.ts'
          ? []
          : [/\bTODO(?!\(#\d+\))|\bFIXME\b|\bXXX\b|\bHACK\b/, /\b(test|it|describe)\.(only|todo)\b/]
              .filter((pattern) => pattern.test(text))
              .map((pattern) => `contains ${pattern.source}`),
      ),
    ).toEqual([]);
  });
});

describe('tests', () => {
  test('a test that has the name of a file lies where the file lies', () => {
    expect(
      offenders(({ path }) => {
        const [, mirrored = '', room = '', name = ''] =
          /^test\/rooms\/(([^/]+)\/(?:.*\/)?([^/]+))\.test\.ts$/.exec(path) ?? [];
        const named = files.filter((file) => file.room === room && file.path.endsWith(`/${name}.ts`));
        return named.length === 0 || named.some((file) => file.path.replace(/^services\//, '') === `${mirrored}.ts`)
          ? []
          : named.map((file) => `${file.path} is elsewhere`);
      }),
    ).toEqual([]);
  });

  test('lists made up are as long as they say: fast-check makes none longer than some ten members unless it is told a size', () => {
    expect(
      offenders(({ path, code }) => {
        if (!path.startsWith('test/')) return [];
        const constraints = code.match(/\{[^{}]*\bmaxLength:[^{}]*\}/g) ?? [];
        return constraints.filter(
          (each) => !each.includes('size:') && lengthIn(each, 'max') > 2 * lengthIn(each, 'min') + 10,
        );
      }),
    ).toEqual([]);
  });
});

/** The length that constraints of fast-check name; 0 where they name none. */
function lengthIn(constraints: string, bound: 'min' | 'max'): number {
  return Number(new RegExp(`\\b${bound}Length: (\\d+)`).exec(constraints)?.[1] ?? 0);
}

describe('package', () => {
  const lock: { packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }> } =
    JSON.parse(readFileSync(`${ROOT}/package-lock.json`, 'utf8'));

  test('the lockfile has every platform’s binaries, so that npm ci works on all of them', () => {
    const names = new Set(Object.keys(lock.packages).map((key) => key.split('node_modules/').at(-1)));
    const missing = Object.entries(lock.packages).flatMap(([key, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${key} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('the lockfile records no download address', () => {
    expect(Object.keys(lock.packages).filter((key) => lock.packages[key]?.resolved !== undefined)).toEqual([]);
  });
});
