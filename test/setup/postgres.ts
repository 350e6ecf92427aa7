import type { TestProject } from 'vitest/node';
import { startPostgres } from '../postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that all test files share; undefined where the platform has none. */
    postgresUrl: string | undefined;
  }
}

/** One server for all test files; each makes databases of its own on it (`test/databases.ts`). */
export async function setupPostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  if (server === undefined && process.env['REQUIRE_POSTGRES'])
    throw new Error('REQUIRE_POSTGRES is set, but there is no embedded PostgreSQL for this platform.');
  if (server === undefined) process.stderr.write('No embedded PostgreSQL for this platform: its tests are SKIPPED.\n');
  project.provide('postgresUrl', server?.url);
  return async () => server?.stop();
}
