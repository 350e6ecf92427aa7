// The cost of a whole scan: the process that users start, compared with Node's own zlib and JSON.parse, which do less.
import { fileURLToPath } from 'node:url';
import { command, medians, script, type Contender } from './child-cpu.ts';
import { corpus } from './corpus.ts';
import { threatLists } from './lists.ts';
import { gated, type BenchRow } from './row.ts';
import { scanned } from './scanned.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHILD = new URL('decode-child.ts', import.meta.url);

/** CPU ms of whole processes including start-up, medians of five rounds in turns; and the peak memory of a scan. */
export async function run(): Promise<BenchRow[]> {
  const lists = threatLists(`${ROOT}build/bench/lists`);
  const large = measure(corpus({ kind: 'cloudtrail', files: 50, recordsPerFile: 20_000, seed: 1 }), 'parse', []);
  const small = measure(corpus({ kind: 'cloudtrail', files: 20_000, recordsPerFile: 60, seed: 2 }), 'parse', []);
  const flow = measure(corpus({ kind: 'flow', files: 12, recordsPerFile: 500_000, seed: 3 }), 'gunzipSync', lists);
  const started = start(corpus({ kind: 'cloudtrail', files: 1, recordsPerFile: 60, seed: 2 }));
  const peakMb = Math.max(large.peakMb, small.peakMb, flow.peakMb);
  return [
    gated(
      'scan 1,000,000 CloudTrail events in files of 20,000 / gunzipSync + JSON.parse (CPU ms)',
      large.ours,
      large.node,
      1 / 3,
    ),
    gated('scan 1,000,000 CloudTrail events in files of 20,000 / gzip -dc (CPU ms)', large.ours, large.gzip, 0.6),
    gated(
      'scan 1,200,000 CloudTrail events in files of 60 / gunzipSync + JSON.parse (CPU ms)',
      small.ours,
      small.node,
      1 / 1.8,
    ),
    gated('scan 6,000,000 flow records with two threat lists / gunzipSync (CPU ms)', flow.ours, flow.node, 2),
    gated('scan one file of 60 CloudTrail events, the start of it all, CPU ms / 400', started, 400, 1),
    gated('most memory of these scans, MB / 250', peakMb, 250, 1),
  ];
}

/** CPU ms of a scan that finds nothing, the median of nine. */
function start(folder: string): number {
  const ours = scan(folder, [], 0);
  return medians([ours], 9).get(ours.name) ?? Number.NaN;
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

/** `./vedette scan`, as users call it: includes the launcher's check that everything is set up. */
function scan(folder: string, lists: readonly string[], ends?: number): Contender & { peakMb(): number } {
  const peaks: number[] = [];
  return {
    name: 'scan',
    run() {
      const usages = scanned([folder, '--format=finding', '--quiet', ...lists], ends === undefined ? {} : { ends });
      peaks.push(Math.max(...usages.map(({ peakMb }) => peakMb)));
      return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    },
    peakMb: () => Math.max(...peaks),
  };
}
