import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const SIEM = fileURLToPath(new URL('../../docs/siem', import.meta.url));

/** The pollers of `docs/siem`, as somebody would run them. */
export const POLLERS = {
  shell: ['sh', `${SIEM}/poll.sh`],
  python: ['python3', `${SIEM}/poll.py`],
} as const;

export interface Poller {
  /** Kills the poller as kill -9 would, and starts it again from the files that it left. */
  restart(): Promise<void>;
  /** Ends the poller, and has it read the rest. */
  finish(): Promise<void>;
  readonly starts: number;
}

export function startPoller(kind: keyof typeof POLLERS, url: string, token: string, file: string): Poller {
  const [command, script] = POLLERS[kind];
  let starts = 0;
  const start = (once: string) => {
    starts++;
    // A process group of its own, so that curl dies with its shell.
    return spawn(command, [script, file], {
      env: { ...process.env, VEDETTE_URL: url, VEDETTE_TOKEN: token, VEDETTE_ONCE: once },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
  };
  let child = start('');
  return {
    get starts() {
      return starts;
    },
    async restart() {
      await kill(child);
      child = start('');
    },
    async finish() {
      await kill(child);
      const last = start('1');
      let said = '';
      last.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const code = await ended(last);
      if (code !== 0) throw new Error(`${script} ended with ${code}: ${said}`);
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) throw new Error('The poller has ended by itself.');
  const over = ended(child);
  process.kill(-child.pid, 'SIGKILL');
  await over;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('exit', (code) => done(code)));
}

/** A version of a finding: the number of its changes so far. */
export interface Version {
  readonly id: string;
  readonly count: number;
}

/** The versions that a poller wrote down, in order. */
export function versionsIn(file: string): readonly Version[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { id, service }: { readonly id: string; readonly service: { readonly count: number } } = JSON.parse(line);
      return { id, count: service.count };
    });
}
