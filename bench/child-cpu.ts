import { execFileSync } from 'node:child_process';

/** A process whose CPU time is measured, including its start-up. */
export interface Contender {
  readonly name: string;
  /** Runs the process; returns its CPU time in ms. */
  run(): number;
}

/** A script of this runtime whose last output is `{ cpuMs }`. */
export function script(name: string, file: URL, args: readonly string[]): Contender {
  return {
    name,
    run() {
      const printed: unknown = JSON.parse(
        execFileSync(process.execPath, [file.pathname, ...args], { encoding: 'utf8' }),
      );
      if (typeof printed !== 'object' || printed === null || !('cpuMs' in printed))
        throw new Error(`${name} printed no CPU time`);
      return Number(printed.cpuMs);
    },
  };
}

/** A shell command, measured by the shell. */
export function command(name: string, line: string): Contender {
  return {
    name,
    run() {
      const [, children = ''] = execFileSync('sh', ['-c', `${line}; times`], { encoding: 'utf8' })
        .trim()
        .split('\n');
      const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
      return parts.reduce((ms, [, minutes, seconds]) => ms + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
    },
  };
}

/** Median CPU ms of each contender, by name. Contenders take turns, so that other load affects all of them alike. */
export function medians(contenders: readonly Contender[], rounds = 5): ReadonlyMap<string, number> {
  const spent = contenders.map(({ name }) => ({ name, ms: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) spent[i]?.ms.push(contender.run());
  }
  return new Map(spent.map(({ name, ms }) => [name, ms.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN]));
}
