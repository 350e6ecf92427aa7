import { fileURLToPath } from 'node:url';
import { countOf, refuse, toolArgs } from '../../scripts/tool.ts';
import { measureByExamples, ROOMS_BY_EXAMPLE } from './by-example/room.ts';
import { measureByTests } from './by-test/room.ts';
import type { Fate } from './planter.ts';
import { ROOMS } from './rooms.ts';

const USAGE = `Usage: npm run mutation -- ROOM… [--sample N] [--seed S] [--all] [--files GLOB]
Plants small bugs in a room, one at a time, and prints those that its tests did not notice.
  ROOM          one or more of ${[...Object.keys(ROOMS), ...Object.keys(ROOMS_BY_EXAMPLE)].join(', ')}; all of them when none is named
  --sample N    how many bugs to plant in each room (60); in each file of ${Object.keys(ROOMS_BY_EXAMPLE).join(' and ')} (every one)
  --seed S      which of all bugs these are (1)
  --all         plants every bug there is, which takes hours in the others
  --files GLOB  these alone of ${Object.keys(ROOMS_BY_EXAMPLE).join(' and ')}: 'recon/*', 'kits/policy*.ts'
`;
/** With a lower score, a room's tests or a file's examples see too little, and the command exits with 1. */
const SCORE_MIN = 75;
/** The default sample of a room. */
const SAMPLE = 60;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = toolArgs(
  USAGE,
  {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    files: { type: 'string' },
  },
  true,
);

const unknown = positionals.find((name) => ROOMS[name] === undefined && ROOMS_BY_EXAMPLE[name] === undefined);
if (unknown !== undefined) refuse(USAGE, `There is no room "${unknown}".`);
process.chdir(ROOT);
const isChosen = (name: string) => positionals.length === 0 || positionals.includes(name);
const asked = values.sample === undefined ? undefined : countOf(USAGE, 'sample', values.sample);
const sample = values.all ? undefined : asked;
let isEnough = true;
for (const [name, room] of Object.entries(ROOMS).filter(([each]) => isChosen(each))) {
  const fates = await measureByTests(room, values.seed, values.all ? Infinity : (sample ?? SAMPLE));
  process.stdout.write([...unseenOf(fates).toSorted(), `${name}: ${estimateOf(fates)}`, ''].join('\n'));
  isEnough &&= shareOf(fates) >= SCORE_MIN;
}
for (const name of Object.keys(ROOMS_BY_EXAMPLE).filter(isChosen)) {
  for await (const { file, fates } of measureByExamples(name, { sample, seed: values.seed, files: values.files })) {
    const unseen = unseenOf(fates).map((line) => `  services/detectors/${line}`);
    const score = `${shareOf(fates).toFixed(0)} % (${fates.length - unseen.length}/${fates.length})`;
    process.stdout.write([`${score} ${file}`, ...unseen, ''].join('\n'));
    isEnough &&= shareOf(fates) >= SCORE_MIN;
  }
}
process.exitCode = isEnough ? 0 : 1;

/** A line for each bug that no test saw. */
function unseenOf(fates: readonly Fate[]): readonly string[] {
  return fates
    .filter((fate) => !isSeen(fate))
    .map(({ mutant: { file, line, column, kind, replacement }, isUnmet }) => {
      const text = replacement.replaceAll(/\s+/g, ' ').slice(0, 100);
      return `${file}:${line}:${column} ${kind}: ${text}${isUnmet ? ' (no test executes it)' : ''}`;
    });
}

function isSeen({ seenBy }: Fate): boolean {
  return seenBy !== undefined;
}

/** The score in per cent. */
function shareOf(fates: readonly Fate[]): number {
  return fates.length === 0 ? 100 : (100 * fates.filter(isSeen).length) / fates.length;
}

function estimateOf(fates: readonly Fate[]): string {
  const [from, to] = interval(fates.filter(isSeen).length, fates.length);
  const range = `95 % interval ${from.toFixed(0)}–${to.toFixed(0)} %`;
  const unmet = fates.filter((fate) => !isSeen(fate) && fate.isUnmet).length;
  return `${shareOf(fates).toFixed(1)} % of ${fates.length} seen (${range}); no test executes ${unmet} of them`;
}

/** Wilson's interval in per cent: the score that the whole room may have, estimated from a sample. */
function interval(seen: number, of: number): readonly [from: number, to: number] {
  if (of === 0) return [0, 100];
  const z = 1.96;
  const share = seen / of;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  return [(100 * (middle - half)) / whole, (100 * (middle + half)) / whole];
}
