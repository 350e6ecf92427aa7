import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The result of a seed. */
export interface Lived {
  readonly seed: number;
  /** One sentence for each violation; empty on success. */
  readonly wrong: readonly string[];
  /** How often each kind of fault was met. */
  readonly met: Readonly<Record<string, number>>;
  /** For a failing seed: the minimal steps, as text for people. */
  readonly shown: string;
}

/** A seed to run, as it is sent to a process. */
export interface Wanted {
  readonly seed: number;
  /** Whether to search for the fewest steps of a failing seed that still fail. */
  readonly shrinks: boolean;
}

/** How seeds are run. */
export interface Living {
  readonly processes: number;
  readonly shrinks: boolean;
  /** A module that each process loads first. */
  readonly preload?: string | undefined;
  /** The program that each process runs. */
  readonly program?: string;
}

/** Promises of killed processes never settle, and their memory stays: a process is replaced after so many seeds. */
const SEEDS_OF_ONE = 60;

/** Runs seeds in several processes. A seed during which a process dies, for any reason, fails. */
export async function* liveThrough(seeds: readonly number[], living: Living): AsyncGenerator<Lived> {
  const left = [...seeds];
  const lanes = new Map<number, Promise<{ readonly lane: number; readonly lived: Lived | undefined }>>();
  const workers = new Map<number, { readonly child: ChildProcess; seeds: number }>();
  const next = async (lane: number): Promise<{ readonly lane: number; readonly lived: Lived | undefined }> => {
    const seed = left.shift();
    const worker = workers.get(lane);
    if (seed === undefined || worker?.seeds === SEEDS_OF_ONE) worker?.child.kill('SIGKILL');
    if (seed === undefined) return { lane, lived: undefined };
    const hired =
      worker === undefined || worker.seeds === SEEDS_OF_ONE || !worker.child.connected ? hire(living) : worker;
    workers.set(lane, hired);
    hired.seeds++;
    return { lane, lived: await liveIn(hired.child, { seed, shrinks: living.shrinks }) };
  };
  try {
    for (let lane = 0; lane < living.processes; lane++) lanes.set(lane, next(lane));
    while (lanes.size > 0) {
      const { lane, lived } = await Promise.race(lanes.values());
      if (lived === undefined) lanes.delete(lane);
      else {
        lanes.set(lane, next(lane));
        yield lived;
      }
    }
  } finally {
    for (const { child } of workers.values()) child.kill('SIGKILL');
  }
}

function hire({ preload, program = PROGRAM }: Living): { readonly child: ChildProcess; seeds: number } {
  const execArgv = preload === undefined ? [] : ['--import', preload];
  return { child: fork(program, [], { execArgv }), seeds: 0 };
}

const PROGRAM = join(import.meta.dirname, 'seeds-process.ts');

async function liveIn(child: ChildProcess, wanted: Wanted): Promise<Lived> {
  const { seed } = wanted;
  const over = new AbortController();
  const answered = once(child, 'message', over).then(([lived]: Lived[]) => lived);
  const died = once(child, 'exit', over).then((): undefined => undefined);
  child.send(wanted);
  try {
    const lived = await Promise.race([answered, died]);
    const wrong = ['The process that lived through it ended.'];
    return lived ?? { seed, wrong, met: {}, shown: `Seed ${seed} fails: ${wrong[0]}\n` };
  } finally {
    over.abort();
    await Promise.allSettled([answered, died]);
  }
}
