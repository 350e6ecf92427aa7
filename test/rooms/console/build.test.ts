import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const BUILT = new URL('../../../build/console/assets/', import.meta.url);

// Chromium looks for the line before all code, and Vite puts lines of its own at the beginning.
test.each(['frame', 'list'])('the browser compiles the file %s while it loads it', (name) => {
  const files = readdirSync(BUILT).filter((file) => new RegExp(`^${name}-.*\\.js$`).test(file));
  expect(files).toHaveLength(1);
  for (const file of files)
    expect(readFileSync(new URL(file, BUILT), 'utf8')).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
});
