// Writes what is derived from the code, so that reviewers see it change: `npm run generate`. With `--check` it writes
// nothing and fails when a file is not what it should be.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '#db/client.ts';
import { schemaSql } from '#db/schema-sql.ts';
import { schemaText } from '#graphql/schema.ts';
import { loadDetectors } from '#services/detectors.ts';
import { commandIndex } from './generate/command-index.ts';
import { detectorDocs } from './generate/detector-docs.ts';
import { settingsDocs } from './generate/settings-docs.ts';
import { infraFiles } from './generate/infra-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

const detectors = await loadDetectors();
const files = new Map([
  ...detectorDocs(detectors),
  ...settingsDocs(detectors),
  ...(await commandIndex()),
  ...infraFiles(),
  ['graphql/schema.graphql', schemaText()] as const,
  ['db/schema.sql', await databaseSchema()] as const,
]);
const stale = [...files].filter(([path, content]) => contentOf(path) !== content).map(([path]) => path);
const orphans = pages('docs/detectors').filter((path) => !files.has(path));

if (check) {
  for (const path of [...stale, ...orphans])
    process.stderr.write(`${path} is not what the code says: run npm run generate.\n`);
  process.exitCode = stale.length + orphans.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, files.get(path) ?? '');
    process.stdout.write(`wrote ${path}\n`);
  }
  for (const path of orphans) {
    rmSync(`${root}/${path}`);
    process.stdout.write(`removed ${path}\n`);
  }
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
