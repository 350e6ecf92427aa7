import { readFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Seconds of processor time that a file took, with the processes that it started and saw end. */
    processorSeconds?: number;
  }
}

/** Notes what each file costs, for who reports it (`cost-reporter.ts`). A clock would tell of whatever else runs. */
// From when it has been loaded: what it imports the next file has for nothing.
let began = 0;
beforeAll(() => {
  began = spent();
});
afterAll((_, file) => {
  file.meta.processorSeconds = spent() - began;
});

function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + spentByChildren();
}

/** Linux alone tells, in hundredths of a second. */
function spentByChildren(): number {
  if (process.platform !== 'linux') return 0;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
