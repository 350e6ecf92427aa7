// The default output: a table, and folders named as they are typed.
import { basename, dirname } from 'node:path';
import { medians, type Contender } from './child-cpu.ts';
import { corpus } from './corpus.ts';
import { gated, type BenchRow } from './row.ts';
import { scanned } from './scanned.ts';

export async function run(): Promise<BenchRow[]> {
  const alarms = corpus({ kind: 'alarm', files: 16, recordsPerFile: 1000, seed: 4 });
  const small = corpus({ kind: 'cloudtrail', files: 8000, recordsPerFile: 5, seed: 5 });
  const [name, around] = [basename(small), dirname(small)];
  const spent = medians([
    scan('table', [alarms]),
    scan('finding', [alarms, '--format=finding']),
    scan('relative', [`./${name}/../${name}`], around),
    scan('absolute', [small]),
  ]);
  const of = (contender: string): number => spent.get(contender) ?? Number.NaN;
  return [
    gated('scan with 16,000 findings as a table / as JSON lines (CPU ms)', of('table'), of('finding'), 1.5),
    gated(
      'scan 8,000 files through a relative path / through an absolute one (CPU ms)',
      of('relative'),
      of('absolute'),
      1.25,
    ),
  ];
}

function scan(name: string, args: readonly string[], cwd?: string): Contender {
  return { name, run: () => scanned(args, { cwd }).reduce((sum, { cpuMs }) => sum + cpuMs, 0) };
}
