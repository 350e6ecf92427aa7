import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import type { Detection } from '../../detection.ts';
import { thinkerOf, type Thinker } from './thinker.ts';

/** Where a thread finds what it thinks with: a module whose default export opens a detection from its parts. */
export interface Opening {
  /** Address of the module. */
  readonly module: string;
  /** Whatever the module wants to know, such as can be copied. */
  readonly parts: unknown;
}

/** What a thread is asked: a method of a thinker, and what it is called with. */
export type ThreadRequest = { readonly [Name in keyof Thinker]: [Name, ...Parameters<Thinker[Name]>] }[keyof Thinker];

/** What it answers, and how much time it has taken in all, in microseconds of its processor. */
export type ThreadReply = { readonly spent: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** The other side of `openThreads`: a thinker in a thread of its own. */
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
      return thinker.begin(question[1]);
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
