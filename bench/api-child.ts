import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import process from 'node:process';

const SERVER = fileURLToPath(new URL('api-server.ts', import.meta.url));

/** A process of `api-server.ts`. */
export interface ApiChild extends AsyncDisposable {
  /** Where it answers: the first that it says. */
  port(): Promise<number>;
  readonly ended: Promise<void>;
  /** Asks it to end, and hears the last that it says: how often it did what it does. */
  count(): Promise<number>;
}

export function started(args: readonly string[]): ApiChild {
  const child = spawn(process.execPath, [SERVER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    port: () =>
      new Promise((found, failed) => {
        child.stdout.once('data', (text: string) => found(Number(text)));
        child.once('exit', (code) => failed(new Error(`The server ended with ${code}.`)));
      }),
    ended,
    async count() {
      child.kill('SIGTERM');
      await ended;
      return Number(said.trim().split('\n').at(-1));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
