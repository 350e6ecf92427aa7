// Writes the files that are derived from the code, so that reviewers see them change: `npm run generate`. With
// `--check` it writes nothing, and fails when a file is outdated.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '#db/client.ts';
import { schemaSql } from '#db/schema-sql.ts';
import { folderIndexes } from './generate/folder-index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

let wrong = 0;

// Modules that import an index can be loaded only when the index is right.
writeOrTell(folderIndexes());
const { derivedFiles } = await import('./generate/derived-files.ts');
const files = new Map([...(await derivedFiles()), ['db/schema.sql', await databaseSchema()] as const]);
writeOrTell(files);
for (const path of pages('docs/detectors').filter((page) => !files.has(page))) {
  if (check) tell(path);
  else {
    rmSync(`${root}/${path}`);
    process.stdout.write(`removed ${path}\n`);
  }
}
process.exitCode = wrong > 0 ? 1 : 0;

function writeOrTell(contents: ReadonlyMap<string, string>): void {
  for (const [path, content] of contents) {
    if (contentOf(path) === content) continue;
    if (check) tell(path);
    else {
      mkdirSync(dirname(`${root}/${path}`), { recursive: true });
      writeFileSync(`${root}/${path}`, content);
      process.stdout.write(`wrote ${path}\n`);
    }
  }
}

function tell(path: string): void {
  wrong++;
  process.stderr.write(`${path} is out of date: run npm run generate.\n`);
}

async function databaseSchema(): Promise<string> {
  const database = await openDatabase('pglite:memory');
  try {
    return await schemaSql(database.db);
  } finally {
    await database.close();
  }
}

function contentOf(path: string): string | undefined {
  return existsSync(`${root}/${path}`) ? readFileSync(`${root}/${path}`, 'utf8') : undefined;
}

function pages(folder: string): readonly string[] {
  if (!existsSync(`${root}/${folder}`)) return [];
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}
