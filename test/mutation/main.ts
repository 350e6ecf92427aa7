import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import type { MutantResult } from '@stryker-mutator/api/core';
import { measureByExamples, ROOMS_BY_EXAMPLE, type Measured } from './by-example/room.ts';
import { ROOMS, type MeasuredRoom } from './rooms.ts';

/**
 * `npm run mutation -- ROOM… [--sample N] [--seed S] [--all] [--files GLOB]`: plants small bugs in a room, one at a time,
 * and tells which of them its tests did not notice.
 */

const USAGE = `Usage: npm run mutation -- ROOM… [--sample N] [--seed S] [--all] [--files GLOB]
  ROOM          one or more of ${[...Object.keys(ROOMS), ...Object.keys(ROOMS_BY_EXAMPLE)].join(', ')}; all of them when none is named
  --sample N    how many bugs to plant in each room (60); in each file of ${Object.keys(ROOMS_BY_EXAMPLE).join(' and ')} (every one)
  --seed S      which of all bugs these are (1)
  --all         plants every bug there is, which takes hours in the others
  --files GLOB  these alone of ${Object.keys(ROOMS_BY_EXAMPLE).join(' and ')}: 'recon/*', 'kits/policy*.ts'
`;
/** Below this a room's tests, or a file's examples, see too little: the command ends with 1. */
const SCORE_MIN = 75;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    files: { type: 'string' },
  },
});

const unknown = positionals.filter((name) => ROOMS[name] === undefined && ROOMS_BY_EXAMPLE[name] === undefined);
if (unknown.length > 0 || !/^[1-9]\d*$/.test(values.sample ?? '1')) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  process.chdir(ROOT);
  const isChosen = (name: string) => positionals.length === 0 || positionals.includes(name);
  let isEnough = true;
  for (const [name, room] of Object.entries(ROOMS).filter(([each]) => isChosen(each))) {
    const results = await measure(room);
    process.stdout.write(reportOf(name, results));
    isEnough &&= scoreOf(results) >= SCORE_MIN;
  }
  for (const name of Object.keys(ROOMS_BY_EXAMPLE).filter(isChosen)) {
    const sample = values.all || values.sample === undefined ? undefined : Number(values.sample);
    for await (const measured of measureByExamples(name, { sample, seed: values.seed, files: values.files })) {
      process.stdout.write(reportOfFile(measured));
      isEnough &&= shareOf(measured) >= SCORE_MIN;
    }
  }
  process.exitCode = isEnough ? 0 : 1;
}

/** Stryker runs tests in processes of its own, which are told by the environment what to do. */
async function measure({ source, tests }: MeasuredRoom): Promise<readonly MutantResult[]> {
  process.env['MUTATION_TESTS'] = tests.join(' ');
  process.env['MUTATION_SEED'] = values.seed;
  if (!values.all) process.env['MUTATION_SAMPLE'] = values.sample ?? '60';
  const copy = mkdtempSync(join(tmpdir(), 'mutation-'));
  try {
    const results = await new Stryker({
      testRunner: 'vitest',
      coverageAnalysis: 'perTest',
      // Tables and texts that are made when a module is loaded: every one would need every test of the room.
      ignoreStatic: true,
      plugins: [import.meta.resolve('@stryker-mutator/vitest-runner'), join(import.meta.dirname, 'sample.ts')],
      checkers: ['sample'],
      mutate: [...source],
      reporters: [],
      concurrency: 1,
      // The first run is of all tests, with every mutant counted: slow on a busy machine.
      dryRunTimeoutMinutes: 60,
      // As everywhere else: in a thread a test may not change the folder it stands in.
      vitest: { configFile: 'test/mutation/vitest.config.ts', related: false, pool: 'forks' },
      tempDirName: copy,
      ignorePatterns: ['build/compile-cache', 'docs', 'bench'],
      disableTypeChecks: false,
      // TypeScript 7 has no interface that Stryker could rewrite the configuration with: it is given none.
      tsconfigFile: 'none.json',
    }).runMutationTest();
    return results.filter(({ status }) => status !== 'CompileError' && status !== 'Ignored');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function reportOf(name: string, results: readonly MutantResult[]): string {
  const lines = results
    .filter((mutant) => !isSeen(mutant))
    .map(({ fileName, location: { start }, mutatorName, replacement, status }) => {
      const place = `${relative(ROOT, fileName)}:${start.line}:${start.column + 1}`;
      return `${place} ${status} ${mutatorName}: ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
    })
    .toSorted();
  const [from, to] = interval(results.filter(isSeen).length, results.length);
  const score = `${scoreOf(results).toFixed(1)} % of ${results.length} seen (95 % interval ${from.toFixed(0)}–${to.toFixed(0)} %)`;
  return `${[...lines, `${name}: ${score}`].join('\n')}\n`;
}

/** A line for the file, and one for each bug that nobody saw. */
function reportOfFile(measured: Measured): string {
  const { file, fates } = measured;
  const unseen = fates
    .filter(({ seenBy }) => seenBy === undefined)
    .map(({ mutant: { line, column, kind, replacement } }) => {
      const place = `services/detectors/${file}:${line}:${column}`;
      return `  ${place} ${kind}: ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
    });
  const score = `${shareOf(measured).toFixed(0)} % (${fates.length - unseen.length}/${fates.length})`;
  return `${[`${score} ${file}`, ...unseen].join('\n')}\n`;
}

function shareOf({ fates }: Measured): number {
  return fates.length === 0 ? 100 : (100 * fates.filter(({ seenBy }) => seenBy !== undefined).length) / fates.length;
}

function isSeen({ status }: MutantResult): boolean {
  return status === 'Killed' || status === 'Timeout' || status === 'RuntimeError';
}

function scoreOf(results: readonly MutantResult[]): number {
  return results.length === 0 ? 100 : (100 * results.filter(isSeen).length) / results.length;
}

/** Wilson's, in per cent: what the whole room may have, going by a sample. */
function interval(seen: number, of: number): readonly [from: number, to: number] {
  if (of === 0) return [0, 100];
  const z = 1.96;
  const share = seen / of;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  return [(100 * (middle - half)) / whole, (100 * (middle + half)) / whole];
}
