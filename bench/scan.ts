// The cost of a whole scan: the process that users start, compared with Node's own zlib and JSON.parse, which do less.
import { fileURLToPath } from 'node:url';
import { command, medians, script, type Contender } from './child-cpu.ts';
import { corpus } from './corpus.ts';
import { threatLists } from './lists.ts';
import { gated, type BenchRow } from './row.ts';
import { scanned } from './scanned.ts';
import { unlearned } from './unlearned.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHILD = new URL('decode-child.ts', import.meta.url);
const SCAN = 'scan';
const UNLEARNED = 'scan without what is learned';

/** CPU ms of whole processes including start-up, medians of five rounds in turns; and the peak memory of a scan. */
export async function run(): Promise<BenchRow[]> {
  const lists = threatLists(`${ROOT}build/bench/lists`);
  const config = await unlearned(`${ROOT}build/bench`);
  const large = measure(
    corpus({ kind: 'cloudtrail', files: 50, recordsPerFile: 20_000, seed: 1 }),
    'parse',
    [],
    config,
  );
  const small = measure(
    corpus({ kind: 'cloudtrail', files: 20_000, recordsPerFile: 60, seed: 2 }),
    'parse',
    [],
    config,
  );
  const flow = measure(corpus({ kind: 'flow', files: 12, recordsPerFile: 500_000, seed: 3 }), 'gunzipSync', lists);
  const started = start(corpus({ kind: 'cloudtrail', files: 1, recordsPerFile: 60, seed: 2 }));
  const peakMb = Math.max(large.peakMb, small.peakMb, flow.peakMb);
  return [
    ...ofCloudTrail('1,000,000 CloudTrail events in files of 20,000', large, 1 / 3),
    gated('the same 1,000,000 events, without what is learned / gzip -dc (CPU ms)', large.unlearned, large.gzip, 0.6),
    ...ofCloudTrail('1,200,000 CloudTrail events in files of 60', small, 1 / 1.8),
    gated('scan 6,000,000 flow records with two threat lists / gunzipSync (CPU ms)', flow.all, flow.node, 2),
    gated('scan one file of 60 CloudTrail events, the start of it all, CPU ms / 400', started, 400, 1),
    gated('most memory of these scans, MB / 250', peakMb, 250, 1),
  ];
}

/** Two rows: what a scan costs without what is learned, and what that adds to it. */
function ofCloudTrail(what: string, { all, unlearned: less, node }: Measured, ratioMax: number): readonly BenchRow[] {
  return [
    gated(`scan ${what}, without what is learned / gunzipSync + JSON.parse (CPU ms)`, less, node, ratioMax),
    gated(`scan ${what} / without what is learned (CPU ms)`, all, less, 1.2),
  ];
}

/** CPU ms of a scan that finds nothing, the median of nine. */
function start(folder: string): number {
  const ours = scan(SCAN, folder, [], 0);
  return medians([ours], 9).get(ours.name) ?? Number.NaN;
}

interface Measured {
  /** With everything on. */
  readonly all: number;
  readonly unlearned: number;
  readonly node: number;
  readonly gzip: number;
  readonly peakMb: number;
}

/** @param config the flag of the configuration without what is learned; absent: that is not measured */
function measure(
  folder: string,
  reference: 'parse' | 'gunzipSync',
  lists: readonly string[],
  config?: string,
): Measured {
  const all = scan(SCAN, folder, lists);
  const spent = medians([
    all,
    ...(config === undefined ? [] : [scan(UNLEARNED, folder, [...lists, config])]),
    script(reference, CHILD, [reference, folder]),
    command('gzip -dc', `find '${folder}' -name '*.gz' -print0 | xargs -0 gzip -dc > /dev/null`),
  ]);
  const of = (name: string): number => spent.get(name) ?? Number.NaN;
  return { all: of(SCAN), unlearned: of(UNLEARNED), node: of(reference), gzip: of('gzip -dc'), peakMb: all.peakMb() };
}

/** `./vedette scan`, as users call it: includes the launcher's check that everything is set up. */
function scan(name: string, folder: string, flags: readonly string[], ends?: number): Contender & { peakMb(): number } {
  const peaks: number[] = [];
  return {
    name,
    run() {
      const usages = scanned([folder, '--format=finding', '--quiet', ...flags], ends === undefined ? {} : { ends });
      peaks.push(Math.max(...usages.map(({ peakMb }) => peakMb)));
      return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    },
    peakMb: () => Math.max(...peaks),
  };
}
