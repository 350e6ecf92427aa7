import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import type { Detection } from '../../detection.ts';
import { thinkerOf, type Thinker } from './thinker.ts';

/** Where a thread gets its detection: a module whose default export opens one from its parts. */
export interface Opening {
  /** Address of the module. */
  readonly module: string;
  /** Arguments of the module's default export: any value that can be copied to a thread. */
  readonly parts: unknown;
}

/** A request to a thread: a method of a thinker, and its arguments. */
export type ThreadRequest = { readonly [Name in keyof Thinker]: [Name, ...Parameters<Thinker[Name]>] }[keyof Thinker];

/** The answer of a thread, and its total processor time so far, in microseconds. */
export type ThreadReply = { readonly spent: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** What runs in the threads of `openThreads`: one thinker in each. */
if (parentPort !== null) {
  const port = parentPort;
  const { module, parts }: Opening = workerData;
  const { default: open }: { default: (parts: unknown) => Promise<Detection> } = await import(module);
  const thinker = thinkerOf(await open(parts));
  port.on('message', async (question: ThreadRequest) => {
    const answer: ThreadReply = await asked(thinker, question).then(
      (value) => ({ value, spent: spent() }),
      (error: unknown) => ({ error, spent: spent() }),
    );
    port.postMessage(answer);
  });
}

async function asked(thinker: Thinker, question: ThreadRequest): Promise<unknown> {
  switch (question[0]) {
    case 'begin':
      return thinker.begin(question[1], question[2]);
    case 'read':
      return thinker.read(question[1], question[2]);
    case 'touched':
      return thinker.touched();
    case 'conclude':
      return thinker.conclude(question[1], question[2]);
    case 'quote':
      return thinker.quote(question[1], question[2], question[3]);
  }
}

function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
