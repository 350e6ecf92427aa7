import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { AnyDetector } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { openReader } from '../../example-run.ts';
import { openFlags } from '../flags.ts';
import { DETECTORS } from './mutants.ts';
import { trialsOf, tryDetector, type Trial } from './trials.ts';
import { notedTests, testsOf, type UnitTest } from './unit-tests.ts';

/** Tries mutants of a file with the examples of the detectors that use it. A thread: one that never ends can be ended. */

/** A file to try. */
export interface Work {
  readonly file: string;
  readonly code: string;
  readonly users: readonly string[];
  /** Which bugs, by id. */
  readonly mutants: readonly string[];
}

/** Which example tells of a bug, if any; or that it is none of the detectors' but of their examples. */
export type Outcome = 'bug of a test' | { readonly seenBy: string | undefined };

/** A mutant's fate, or that there is progress. */
export type Word = 'alive' | 'done' | { readonly mutant: string; readonly fate: Outcome };

/** So many turns through one bug are an endless loop. */
const HITS_MAX = 500_000;
const FOLDER = `${pathToFileURL(DETECTORS)}/`;

const flags = openFlags();

let work: Work | undefined;
/** Each load of modules has a number, which stands behind their addresses. */
let loads = 0;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest' && /\.test\.ts\?load=/.test(context.parentURL ?? ''))
      return next('./unit-tests.ts', { ...context, parentURL: import.meta.url });
    const resolved = next(specifier, context);
    if (work === undefined || !resolved.url.startsWith(FOLDER) || resolved.url.includes('?')) return resolved;
    const isUser = work.users.includes(resolved.url.slice(FOLDER.length));
    const number = /\?load=\d+$/.exec(context.parentURL ?? '')?.[0];
    return isUser && number !== undefined ? { ...resolved, url: `${resolved.url}${number}` } : resolved;
  },
  load(url, context, next) {
    return work !== undefined && url.startsWith(`${FOLDER}${work.file}?load=`)
      ? { format: 'module-typescript', source: work.code, shortCircuit: true }
      : next(url, context);
  },
});

const reader = await openReader();

parentPort?.on('message', (given: Work) => void handle(given));

async function handle(given: Work): Promise<void> {
  work = given;
  flags.activeMutant = undefined;
  flags.mutantCoverage = { static: {}, perTest: {} };
  const whole = await load();
  const usual = whole.detectors.map((detector, i) => usualOf(detector, i));
  const passing = await passingOf(whole.tests);
  const { static: atLoad, perTest } = flags.mutantCoverage;
  for (const mutant of given.mutants) {
    flags.activeMutant = mutant;
    flags.hitCount = 0;
    flags.hitLimit = HITS_MAX;
    try {
      const { detectors, tests } = mutant in atLoad ? await load() : whole;
      const isReached = (id: string) => mutant in atLoad || mutant in (perTest[id] ?? {});
      const fate = fateOf(detectors, usual, isReached);
      const seenBy =
        typeof fate === 'object' && fate.seenBy === undefined
          ? await firstTestThatSees(tests.filter(({ name }) => passing.has(name) && isReached(name)))
          : undefined;
      tell({ mutant, fate: seenBy === undefined ? fate : { seenBy } });
    } catch (error) {
      tell({ mutant, fate: { seenBy: `loading: ${String(error)}` } });
    }
    flags.activeMutant = undefined;
  }
  tell('done');
}

/** Names of the tests that nothing is wrong with. */
async function passingOf(tests: readonly UnitTest[]): Promise<ReadonlySet<string>> {
  const passing = new Set<string>();
  for (const test of tests) {
    flags.currentTestId = test.name;
    if ((await firstTestThatSees([test])) === undefined) passing.add(test.name);
    flags.currentTestId = undefined;
  }
  return passing;
}

async function firstTestThatSees(tests: readonly UnitTest[]): Promise<string | undefined> {
  for (const { name, run } of tests) {
    try {
      await run();
    } catch {
      return name;
    }
    tell('alive');
  }
  return undefined;
}

/** A detector as it is without a bug. */
interface Usual {
  /** Below the folder of all, without `.ts`. */
  readonly path: string;
  readonly examples: AnyDetector['examples'];
  /** The records of its examples, and all else they say, as text. */
  readonly stories: string;
  readonly trials: readonly { readonly trial: Trial; readonly outcome: string }[];
}

function usualOf(detector: AnyDetector, i: number): Usual {
  const path = pathOf(detector.type);
  const attempt = tryDetector(detector, path, reader);
  const trials = trialsOf(detector).map((trial) => {
    flags.currentTestId = `${i} ${trial}`;
    const outcome = attempt(trial);
    flags.currentTestId = undefined;
    tell('alive');
    return { trial, outcome };
  });
  return { path, examples: told(detector.examples), stories: storiesOf(detector), trials };
}

/** Of examples that say what they said when nothing was wrong. */
function told({ fires, quiet }: AnyDetector['examples']): AnyDetector['examples'] {
  const kept = (examples: typeof fires) =>
    Object.fromEntries(
      Object.entries(examples).map(([name, make]) => {
        const example = make();
        return [name, () => example];
      }),
    );
  return { fires: kept(fires), quiet: kept(quiet) };
}

function storiesOf({ examples: { fires, quiet } }: AnyDetector): string {
  try {
    return JSON.stringify(
      [fires, quiet].map((examples) => Object.entries(examples).map(([name, make]) => [name, make()])),
    );
  } catch {
    return '';
  }
}

/**
 * A bug is seen where examples come to something else: those that the detectors have with the bug in them, for that is
 * what tests run. If only they do, and not the stories as they were before, it is the tests that have the bug.
 */
function fateOf(
  detectors: readonly AnyDetector[],
  usual: readonly Usual[],
  isReached: (id: string) => boolean,
): Outcome {
  const pairs = detectors.flatMap((detector, i) => {
    const before = usual[i];
    const trials = before?.trials.filter(({ trial }) => isReached(`${i} ${trial}`)) ?? [];
    return before === undefined || trials.length === 0
      ? []
      : [{ detector, before, trials, isRetold: storiesOf(detector) !== before.stories }];
  });
  const isTestBug = pairs.some(({ isRetold }) => isRetold);
  for (const { detector, before, trials, isRetold } of pairs) {
    const seenBy = firstThatSees({ ...detector, examples: before.examples }, before.path, trials);
    if (seenBy === undefined) continue;
    if (!isRetold) return { seenBy };
    for (const own of pairs) {
      const seenByOwn = firstThatSees(own.detector, own.before.path, own.trials);
      if (seenByOwn !== undefined) return { seenBy: seenByOwn };
    }
    return { seenBy: undefined };
  }
  return isTestBug ? 'bug of a test' : { seenBy: undefined };
}

function firstThatSees(detector: AnyDetector, path: string, trials: Usual['trials']): string | undefined {
  let last: Trial | undefined;
  try {
    const attempt = tryDetector(detector, path, reader);
    for (const { trial, outcome } of trials) {
      last = trial;
      if (attempt(trial) !== outcome) return `${detector.type}: ${trial}`;
      tell('alive');
    }
  } catch {
    return `${detector.type}: ${last ?? 'it cannot be asked'}`;
  }
  return undefined;
}

/** The detectors that use the file, and the unit tests of the kits that do. */
async function load(): Promise<{ readonly detectors: readonly AnyDetector[]; readonly tests: readonly UnitTest[] }> {
  const number = ++loads;
  const { users = [] } = work ?? {};
  const kits = users.filter((user) => user.startsWith('kits/'));
  const detectors: AnyDetector[] = [];
  for (const user of users.filter((each) => !kits.includes(each))) {
    const { default: detector } = (await import(`${FOLDER}${user}?load=${number}`)) as { default: AnyDetector };
    detectors.push(detector);
    tell('alive');
  }
  notedTests();
  for (const test of testsOf(kits)) await import(`${test}?load=${number}`);
  return { detectors, tests: notedTests() };
}

function tell(word: Word): void {
  parentPort?.postMessage(word, []);
}
