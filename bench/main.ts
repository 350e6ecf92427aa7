import { cpus } from 'node:os';
import process from 'node:process';
import { number } from '#services/model/numbers.ts';
import { textOf, type Line } from '#services/cli/line.ts';
import { table } from '#services/cli/table.ts';
import { refuse, toolArgs } from '../scripts/tool.ts';
import type { BenchRow } from './row.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<readonly BenchRow[]> }>>> = {
  decode: () => import('./decode.ts'),
  step: () => import('./step.ts'),
  commit: () => import('./commit.ts'),
  order: () => import('./order.ts'),
  scan: () => import('./scan.ts'),
  output: () => import('./output.ts'),
  intel: () => import('./intel.ts'),
  api: () => import('./api.ts'),
  console: () => import('./console.ts'),
  enrolment: () => import('./enrolment.ts'),
  collect: () => import('./collect.ts'),
  cores: () => import('./cores.ts'),
};

const USAGE = `Usage: npm run bench -- [BENCH…] [--json]
Runs benches, each against a reference in the same run, and exits with 1 when a limit is exceeded.
  BENCH   one or more of ${Object.keys(BENCHES).join(', ')}; all of them when none is named
  --json  prints JSON lines
`;
const {
  values: { json },
  positionals: chosen,
} = toolArgs(USAGE, { json: { type: 'boolean', default: false } }, true);
const unknown = chosen.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) refuse(USAGE, `There is no bench "${unknown}".`);

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, ${process.platform}`;
process.stdout.write(`${json ? JSON.stringify({ machine }) : machine}\n`);
const rows: BenchRow[] = [];
for (const [name, load] of Object.entries(BENCHES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`${name}…\n`);
  const { run } = await load();
  rows.push(...(await run()));
}
const lines = json ? rows.map((row) => JSON.stringify(row)) : Array.from(printed(rows), (line) => textOf(line, false));
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;

function printed(measured: readonly BenchRow[]): Iterable<Line> {
  return table(
    ['name', 'ours', 'reference', 'ratio', 'gate', 'ok'],
    measured.map(({ name, ours, reference, ratio, gate, ok }) => [
      name,
      number(Math.round(ours)),
      number(Math.round(reference)),
      ratio < 0.01 ? ratio.toFixed(4) : ratio.toFixed(2),
      gate,
      ok ? 'yes' : 'NO',
    ]),
    { numbers: [1, 2, 3] },
  );
}
