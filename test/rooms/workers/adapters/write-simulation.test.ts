import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { simulate } from '#services/simulation/simulate.ts';
import { writeSimulation } from '#services/workers/adapters/write-simulation.ts';

const PLAN = { accounts: 1, days: 1, seed: 'a' };

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'vedette-written-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('every file of a simulation is written at its path, counted, and told of as it comes', async () => {
  const files = [...simulate(PLAN)];
  writeFileSync(join(folder, 'mine.txt'), 'left alone');
  const counts: number[] = [];
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  expect(await writeSimulation(PLAN, folder, (count) => counts.push(count))).toEqual({ files: files.length, bytes });
  expect(counts).toEqual(files.map((_, n) => n + 1));
  for (const file of files) expect(readFileSync(join(folder, file.path)).equals(file.bytes)).toBe(true);
  // Writing into the same folders again replaces the same files.
  expect(await writeSimulation(PLAN, folder)).toEqual({ files: files.length, bytes });
  expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('left alone');
});
