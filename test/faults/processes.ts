import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a seed came to. */
export interface Lived {
  readonly seed: number;
  /** A sentence each; empty when all is well. */
  readonly wrong: readonly string[];
  /** How often each kind of fault was met. */
  readonly met: Readonly<Record<string, number>>;
  /** Of a seed that fails: the steps that are enough, for people. */
  readonly shown: string;
}

/** A seed to live through, as a process is told. */
export interface Wanted {
  readonly seed: number;
  /** Of one that fails the fewest steps are looked for that still do. */
  readonly shrinks: boolean;
}

/** Who lives through seeds. */
export interface Living {
  readonly processes: number;
  readonly shrinks: boolean;
  /** A module that each process loads first. */
  readonly preload?: string | undefined;
  /** What a process runs. */
  readonly program?: string;
}

/** What was killed in a run is never settled, and its memory stays: a process lives through so many seeds. */
const SEEDS_OF_ONE = 60;

/** Lives through seeds in several processes. A seed over which one dies, of whatever, fails. */
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
