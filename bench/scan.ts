// What a whole scan costs: the process that users start, against what Node's own zlib and JSON.parse need for less.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { command, medians, script, type Contender } from './child-cpu.ts';
import { corpus } from './corpus.ts';
import { threatLists } from './lists.ts';
import type { BenchRow } from './row.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHILD = new URL('decode-child.ts', import.meta.url);
/** A scan ends with this when it found something, as it should here. */
const FOUND = 3;

/** CPU ms of whole processes, start-up and all, medians of five that take turns; and the most memory that a scan took. */
export async function run(): Promise<BenchRow[]> {
  const lists = threatLists(`${ROOT}build/bench/lists`);
  const large = measure(corpus({ kind: 'cloudtrail', files: 50, recordsPerFile: 20_000, seed: 1 }), 'parse', []);
  const small = measure(corpus({ kind: 'cloudtrail', files: 20_000, recordsPerFile: 60, seed: 2 }), 'parse', []);
  const flow = measure(corpus({ kind: 'flow', files: 12, recordsPerFile: 500_000, seed: 3 }), 'gunzipSync', lists);
  const peakMb = Math.max(large.peakMb, small.peakMb, flow.peakMb);
  return [
    row(
      'scan 1,000,000 CloudTrail events in files of 20,000 / gunzipSync + JSON.parse (CPU ms)',
      large.ours,
      large.node,
      1 / 3,
    ),
    row('scan 1,000,000 CloudTrail events in files of 20,000 / gzip -dc (CPU ms)', large.ours, large.gzip, 1),
    row(
      'scan 1,200,000 CloudTrail events in files of 60 / gunzipSync + JSON.parse (CPU ms)',
      small.ours,
      small.node,
      1 / 1.8,
    ),
    row('scan 6,000,000 flow records with two threat lists / gunzipSync (CPU ms)', flow.ours, flow.node, 2),
    row('most memory of these scans, MB / 250', peakMb, 250, 1),
  ];
}

interface Measured {
  readonly ours: number;
  readonly node: number;
  readonly gzip: number;
  readonly peakMb: number;
}

function measure(folder: string, reference: 'parse' | 'gunzipSync', lists: readonly string[]): Measured {
  const ours = scan(folder, lists);
  const spent = medians([
    ours,
    script(reference, CHILD, [reference, folder]),
    command('gzip -dc', `find '${folder}' -name '*.gz' -print0 | xargs -0 gzip -dc > /dev/null`),
  ]);
  const of = (name: string): number => spent.get(name) ?? Number.NaN;
  return { ours: of(ours.name), node: of(reference), gzip: of('gzip -dc'), peakMb: ours.peakMb() };
}

/** `./vedette scan`, as users call it: the launcher's own look at what is set up counts too. */
function scan(folder: string, lists: readonly string[]): Contender & { peakMb(): number } {
  const peaks: number[] = [];
  return {
    name: 'scan',
    run() {
      const usages = measured(`${ROOT}vedette`, ['scan', folder, '--format=finding', '--quiet', ...lists]);
      peaks.push(Math.max(...usages.map(({ peakMb }) => peakMb)));
      return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    },
    peakMb: () => Math.max(...peaks),
  };
}

const Usage = z.object({ cpuMs: z.number(), peakMb: z.number() });

/** What each process of the command used. */
function measured(program: string, args: readonly string[]): readonly z.output<typeof Usage>[] {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
  const file = join(folder, 'usage');
  const preload = `--import=${new URL('usage.mjs', import.meta.url).href}`;
  const { status, error } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: preload, BENCH_USAGE: file, VEDETTE_DATA_DIR: folder },
  });
  if (status !== FOUND) throw new Error(`${program} ${args.join(' ')} ended with ${error ?? status}`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(folder, { recursive: true });
  return lines.map((line) => Usage.parse(JSON.parse(line)));
}

function row(name: string, ours: number, reference: number, ratioMax: number): BenchRow {
  const ratio = ours / reference;
  return { name, ours, reference, ratio, gate: `<= ${ratioMax.toFixed(2)}`, ok: ratio <= ratioMax };
}
