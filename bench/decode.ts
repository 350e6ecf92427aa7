// The cost of reading: from compressed bytes to columns, compared with Node's own zlib and JSON.parse, which do less.
import { command, medians, script, type Contender } from './child-cpu.ts';
import { corpus } from './corpus.ts';
import type { BenchRow } from './row.ts';

const CHILD = new URL('decode-child.ts', import.meta.url);

/** CPU ms of whole processes, medians of five rounds in turns. */
export async function run(): Promise<BenchRow[]> {
  const large = corpus({ kind: 'cloudtrail', files: 20, recordsPerFile: 20_000, seed: 1 });
  const small = corpus({ kind: 'cloudtrail', files: 3000, recordsPerFile: 60, seed: 2 });
  const flow = corpus({ kind: 'flow', files: 3, recordsPerFile: 500_000, seed: 1 });
  return [
    ...compare(large, [
      { ours: 'records', reference: 'parse', name: 'CloudTrail, 20,000 records a file: columns', gate: 0.36 },
      { ours: 'records', reference: 'gzip -dc', name: 'CloudTrail, 20,000 records a file: columns', gate: 0.8 },
      {
        ours: 'open',
        reference: 'gunzipSync',
        name: 'CloudTrail, 20,000 records a file: inflate and check',
        gate: 0.95,
      },
    ]),
    ...compare(small, [
      { ours: 'records', reference: 'parse', name: 'CloudTrail, 60 records a file: columns', gate: 0.65 },
      { ours: 'records', reference: 'gzip -dc', name: 'CloudTrail, 60 records a file: columns', gate: 0.95 },
    ]),
    ...compare(flow, [
      { ours: 'flow', reference: 'gunzipSync', name: 'Flow logs: columns', gate: 1.6 },
      { ours: 'flow', reference: 'gzip -dc', name: 'Flow logs: columns', gate: 1.1 },
      { ours: 'open', reference: 'gunzipSync', name: 'Flow logs: inflate and check', gate: 0.95 },
    ]),
  ];
}

interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly reference: string;
  /** Maximum of the ratio. */
  readonly gate: number;
}

const TITLES: Readonly<Record<string, string>> = {
  parse: 'gunzipSync + JSON.parse',
  gunzipSync: 'gunzipSync',
  'gzip -dc': 'gzip -dc',
};

function compare(folder: string, pairs: readonly Pair[]): BenchRow[] {
  const names = [...new Set(pairs.flatMap(({ ours, reference }) => [ours, reference]))];
  const spent = medians(names.map((name) => contender(name, folder)));
  return pairs.map(({ name, ours: first, reference: second, gate }) => {
    const ours = spent.get(first) ?? Number.NaN;
    const reference = spent.get(second) ?? Number.NaN;
    const ratio = ours / reference;
    return {
      name: `${name} / ${TITLES[second]} (CPU ms)`,
      ours,
      reference,
      ratio,
      gate: `<= ${gate}`,
      ok: ratio <= gate,
    };
  });
}

function contender(name: string, folder: string): Contender {
  if (name === 'gzip -dc') return command(name, `gzip -dc '${folder}'/*.gz > /dev/null`);
  return script(name, CHILD, [name, folder]);
}
