import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { AnyDetector } from '#services/model/detector.ts';
import { openReader } from '../../example-run.ts';
import { DETECTORS } from './mutants.ts';
import { trialsOf, tryDetector, type Trial } from './trials.ts';

/** Tries mutants of a file with the examples of the detectors that use it. A thread: one that never ends can be ended. */

/** A file to try. */
export interface Work {
  readonly file: string;
  readonly code: string;
  readonly users: readonly string[];
  /** Which bugs, by id. */
  readonly mutants: readonly string[];
}

/** A mutant's fate, or that there is progress. */
export type Word = 'alive' | 'done' | { readonly mutant: string; readonly seenBy: string | undefined };

/** What the code that Stryker makes looks at. */
interface Switch {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number;
  hitLimit: number;
  mutantCoverage: {
    static: Record<string, number>;
    readonly perTest: Record<string, Readonly<Record<string, number>>>;
  };
}

/** So many turns through one bug are an endless loop. */
const HITS_MAX = 500_000;
const FOLDER = `${pathToFileURL(DETECTORS)}/`;

const flags: Switch = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: 0,
  hitLimit: Infinity,
  mutantCoverage: { static: {}, perTest: {} },
};
Object.assign(globalThis, { __stryker__: flags });

let work: Work | undefined;
/** Each load of modules has a number, which stands behind their addresses. */
let loads = 0;
registerHooks({
  resolve(specifier, context, next) {
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
  const usual = whole.map((detector, i) => {
    const attempt = tryDetector(detector, reader);
    return trialsOf(detector).map((trial) => {
      flags.currentTestId = `${i} ${trial}`;
      const outcome = attempt(trial);
      flags.currentTestId = undefined;
      tell('alive');
      return { trial, outcome };
    });
  });
  const { static: atLoad, perTest } = flags.mutantCoverage;
  for (const mutant of given.mutants) {
    flags.activeMutant = mutant;
    flags.hitCount = 0;
    flags.hitLimit = HITS_MAX;
    let seenBy: string | undefined;
    try {
      const isAtLoad = mutant in atLoad;
      const detectors = isAtLoad ? await load() : whole;
      const reached = usual.map((trials, i) =>
        trials.filter(({ trial }) => isAtLoad || mutant in (perTest[`${i} ${trial}`] ?? {})),
      );
      seenBy = firstThatSees(detectors, reached);
    } catch (error) {
      seenBy = `loading: ${String(error)}`;
    }
    flags.activeMutant = undefined;
    tell({ mutant, seenBy });
  }
  tell('done');
}

function firstThatSees(
  detectors: readonly AnyDetector[],
  expected: readonly (readonly { readonly trial: Trial; readonly outcome: string }[])[],
): string | undefined {
  for (const [i, detector] of detectors.entries()) {
    const trials = expected[i] ?? [];
    if (trials.length === 0) continue;
    let trial: Trial | undefined;
    try {
      const attempt = tryDetector(detector, reader);
      for (const each of trials) {
        trial = each.trial;
        if (attempt(trial) !== each.outcome) return `${detector.type}: ${trial}`;
        tell('alive');
      }
    } catch {
      return `${detector.type}: ${trial ?? 'it cannot be asked'}`;
    }
  }
  return undefined;
}

async function load(): Promise<readonly AnyDetector[]> {
  const number = ++loads;
  const detectors: AnyDetector[] = [];
  for (const user of work?.users ?? []) {
    if (user.startsWith('kits/')) continue;
    const { default: detector } = (await import(`${FOLDER}${user}?load=${number}`)) as { default: AnyDetector };
    detectors.push(detector);
    tell('alive');
  }
  return detectors;
}

function tell(word: Word): void {
  parentPort?.postMessage(word, []);
}
