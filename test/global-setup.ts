import type { TestProject } from 'vitest/node';
import { setupMemory } from './setup/memory.ts';
import { setupMoto } from './setup/moto.ts';
import { setupPostgres } from './setup/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether these are the quick tests: without what takes long to start. */
    isQuick: boolean;
  }
}

/**
 * Setup that all test files share: one file for each concern in `setup/`. Each returns a function that stops what it
 * started.
 */
const CONCERNS: readonly ((project: TestProject) => Promise<() => Promise<void>>)[] = [setupPostgres, setupMoto];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // First, before any temporary file is written.
  const forget = setupMemory();
  const isQuick = project.vite.config.mode === 'quick';
  project.provide('isQuick', isQuick);
  // The quick tests need neither.
  const needed = isQuick ? [] : CONCERNS;
  const stops = await Promise.all(needed.map((concern) => concern(project)));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    await forget();
  };
}
