import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import process from 'node:process';

const SERVER = fileURLToPath(new URL('api-server.ts', import.meta.url));

/** A child process that runs `api-server.ts`. */
export interface ApiChild extends AsyncDisposable {
  /** Its port, which it prints first. */
  port(): Promise<number>;
  readonly ended: Promise<void>;
  /** Asks the process to end, and returns the count that it prints last. */
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
